COPY "Visit" TO PROGRAM 'gzip > /tmp/x.gz';
