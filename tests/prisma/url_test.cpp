#include "prisma/url.hpp"

#include <doctest/doctest.h>

using namespace tributary::prisma;

TEST_CASE("a URL's parts are decoded and Prisma's defaults fill what is absent") {
  auto url = parse_url("postgresql://ann%40x:p%2Fw%3F@db.example:6543/shop?schema=app&connection_limit=5");
  CHECK(url.postgres);
  CHECK(url.user == "ann@x");
  CHECK(url.password == "p/w?");
  CHECK(url.host == "db.example");
  CHECK(url.port == 6543);
  CHECK(url.database == "shop");
  CHECK(url.schema == "app");
  CHECK(url.parameters.at("connection_limit") == "5");
  CHECK(url.problem.empty());

  auto bare = parse_url("postgres://ann@");
  CHECK(bare.postgres);
  CHECK(bare.host == "localhost");
  CHECK(bare.port == 5432);
  CHECK(bare.database == "postgres");
  CHECK(bare.schema.empty());
  CHECK(bare.problem.empty());
}

TEST_CASE("of a URL whose password is not encoded nothing is cut that could be a piece of it") {
  for (const char* text : {"postgresql://bob:hun/ter2@db.example.com:5432/shop", "postgresql://bob:p@ss/w0rd@db/shop",
                           "postgresql://bob:p@ssw0rd#1@db/shop", "postgresql://bob:12345/6789@db/shop"}) {
    auto url = parse_url(text);
    CHECK(url.problem.starts_with("P1013"));
    CHECK(url.host.empty());
    CHECK(url.database.empty());
    CHECK(url.user.empty());
  }
  CHECK(parse_url("postgresql://bob:p%2Fss@db/shop").problem.empty());
  CHECK(parse_url("postgresql://bob:x@db/shop?application_name=a@b").problem.empty());
}

TEST_CASE("the host parameter wins over the host part and may be a socket folder") {
  auto url = parse_url("postgresql://ann@localhost:5433/shop?host=/var/run/postgresql");
  CHECK(url.host == "/var/run/postgresql");
  CHECK(url.port == 5433);
  CHECK(parse_url("postgresql:///shop?host=%2Ftmp%2Fs").host == "/tmp/s");
  CHECK(parse_url("postgresql://ann@[::1]:5433/shop").host == "::1");
  CHECK(parse_url("postgresql://ann@[::1]/shop").port == 5432);
}

TEST_CASE("quotes and blanks around a value of .env do not belong to the URL") {
  CHECK(parse_url(" \"postgresql://ann@h/shop\"\n").database == "shop");
  CHECK(parse_url("'postgresql://ann@h/shop?schema=a'").schema == "a");
}

TEST_CASE("unknown parameters are kept and harm nothing; the last of a name wins; plus is a blank") {
  auto url =
      parse_url("postgresql://ann@h/shop?sslaccept=strict&new_thing=1&schema=a&schema=b&application_name=my+app#x");
  CHECK(url.problem.empty());
  CHECK(url.parameters.at("new_thing") == "1");
  CHECK(url.schema == "b");
  CHECK(url.parameters.at("application_name") == "my app");
}

TEST_CASE("a URL that Prisma refuses names the problem and never the password") {
  for (const char* text :
       {"postgresql://ann:s3cret?x@h/shop", "postgresql://ann:s3cret/x@h/shop", "postgresql://ann:pw@h:port/shop",
        "postgresql://ann:s3cret#x@h/shop", "postgresql://ann:s3cret@h/shop?connect_timeout=soon",
        "postgresql://ann:s3cret@h:70000/shop", "postgresql://ann:s3cret@[::1/shop"}) {
    CAPTURE(text);
    auto url = parse_url(text);
    CHECK(url.problem.find("P1013") == 0);
    CHECK(url.problem.find("s3cret") == std::string::npos);
  }
  CHECK(parse_url("host=h password=s3cret").problem.find("s3cret") == std::string::npos);
  CHECK_FALSE(parse_url("").problem.empty());
}

TEST_CASE("other providers' URLs are recognised by their scheme") {
  for (auto [text, scheme] : {std::pair{"mysql://root:pw@h/db", "mysql"},
                              {"file:./dev.db", "file"},
                              {"prisma+postgres://accelerate.example/?api_key=k", "prisma+postgres"}}) {
    auto url = parse_url(text);
    CHECK_FALSE(url.postgres);
    CHECK(url.scheme == scheme);
    CHECK_FALSE(url.problem.empty());
  }
}

TEST_CASE("a redacted URL shows where it leads and hides what opens the door") {
  CHECK(redacted("postgresql://ann:s3cret@h:5433/shop?schema=app") == "postgresql://ann:***@h:5433/shop?schema=app");
  CHECK(redacted("\"postgresql://ann:s3cret@h/shop\"") == "postgresql://ann:***@h/shop");
  CHECK(redacted("postgresql://ann@h/shop?sslpassword=a&sslidentity=b&sslcert=c&password=d&schema=s") ==
        "postgresql://ann@h/shop?sslpassword=***&sslidentity=***&sslcert=***&password=***&schema=s");
  CHECK(redacted("prisma+postgres://accelerate.example/?api_key=s3cret") ==
        "prisma+postgres://accelerate.example/?api_key=***");
  CHECK(redacted("mysql://root:s3cret@h/db") == "mysql://root:***@h/db");
  CHECK(redacted("file:./dev.db") == "file:./dev.db");
  CHECK(redacted("postgresql://h/shop") == "postgresql://h/shop");
}

TEST_CASE("a text that is no URL, or a broken one, hides more rather than less") {
  CHECK(redacted("s3cret") == "***");
  CHECK(redacted("") == "***");
  CHECK(redacted("s3cret:more") == "***");
  CHECK(redacted("host=h password=s3cret") == "***");
  for (const char* text :
       {"postgresql://ann:s3cret/more@h/shop", "postgresql://ann:s3cret?more@h/shop",
        "postgresql://ann:12/s3cret@h/shop", "postgresql://ann:12?s3cret@h/shop", "postgresql://ann:s3cret#more@h/shop",
        "postgresql://ann:a@b/s3cret@h/shop", "postgresql://ann:a@b?s3cret@h/shop",
        "sqlserver://h;user=sa;password=s3cret", "postgresql:ann:s3cret@h/shop", "postgresql://ann:s3cret",
        "postgresql://ann:12#s3cret@h/shop", "postgresql://ann:a=?b=s3cret@h/shop"}) {
    CAPTURE(text);
    CHECK(redacted(text).find("s3cret") == std::string::npos);
  }
}
