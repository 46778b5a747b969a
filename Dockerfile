# An image with the program, git and PostgreSQL for --rehearse:  docker build -t tributary .
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git
COPY . /src
WORKDIR /src
RUN scripts/install-packages && scripts/package /out

FROM debian:12-slim
COPY --from=build /out/*.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends /tmp/*.deb git postgresql \
  && rm -rf /var/lib/apt/lists/* /tmp/*.deb \
  && useradd --create-home tributary && git config --system --add safe.directory '*'
USER tributary
WORKDIR /work
ENTRYPOINT ["tributary"]
