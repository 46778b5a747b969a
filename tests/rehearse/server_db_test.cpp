// The private server: where it lives, who it is, and that nothing of it stays.
#include <doctest/doctest.h>
#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/files.hpp"
#include "rehearse/orders.hpp"
#include "rehearse/server.hpp"
#include "support/temp_server.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

namespace fs = std::filesystem;

std::string folder_of(const ScratchServer& server) {
  return server.parts().own->folder().path();
}

struct TempFolder {
  std::string path = "/tmp/tributary-cache-XXXXXX";
  TempFolder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~TempFolder() { fs::remove_all(path); }
};

RehearseOptions on(TempServer& server, std::vector<std::string> seeing) {
  auto options = quick_options();
  options.server = Secret(server.socket_url("postgres"));
  options.databases_seeing_lock = [seeing](std::int64_t) { return seeing; };
  return options;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("a private server leaves nothing behind, and its owner is nobody special") {
    std::string folder;
    {
      ScratchServer server(quick_options());
      folder = folder_of(server);
      CHECK(kind_of(folder) == FileKind::folder);
      auto rights =
          server.parts().admin->query("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = " +
                                      scratch::quoted_text(server.parts().owner.user));
      for (const auto& right : rights.at(0)) CHECK(right == "f");
    }
    CHECK(kind_of(folder) == FileKind::absent);
  }

  TEST_CASE("an ordinary user starts one too, with a cache of its own or none, and leaves nothing behind") {
    TempFolder home;
    const bool root = ::geteuid() == 0;
    if (root) REQUIRE(::chown(home.path.c_str(), 65534, 65534) == 0);
    for (const std::string& cache : {home.path + "/cache", std::string("/proc/nowhere")}) {
      int ends[2];
      REQUIRE(::pipe(ends) == 0);
      pid_t child = ::fork();
      if (child == 0) {
        if (root && (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(2);
        int status = 3;
        try {
          auto options = quick_options();
          options.cache_dir = cache;
          ScratchServer server(options);
          auto folder = folder_of(server);
          if (::write(ends[1], folder.data(), folder.size()) > 0)
            status = rehearse(server, {order_of("one", {{"1", "CREATE TABLE a ()"}})}, options).runs.at(0).ok ? 0 : 4;
        } catch (const Error& error) {
          ::fprintf(stderr, "%s (%s)\n", error.what(), error.where.c_str());
        }
        ::_exit(status);
      }
      int status = -1;
      ::waitpid(child, &status, 0);
      CHECK(status == 0);
      ::close(ends[1]);
      char name[200] = {};
      CHECK(::read(ends[0], name, sizeof name - 1) > 0);
      CHECK(kind_of(name) == FileKind::absent);
      ::close(ends[0]);
    }
  }

  TEST_CASE("what initdb made is kept, and the second start is a copy of it") {
    TempFolder cache;
    auto options = quick_options();
    options.cache_dir = cache.path;
    { ScratchServer first(options); }
    auto entries = list_folder(cache.path).value();
    CHECK(entries.size() == 2);  // the lock and one prepared folder
    ScratchServer second(options);
    CHECK(rehearse(second, {order_of("one", {{"1", "CREATE TABLE a ()"}})}, options).runs.at(0).ok);
    CHECK(list_folder(cache.path).value() == entries);
  }

  TEST_CASE("killed in the middle, however, its server ends with it and its folder goes") {
    for (int signal : {SIGKILL, SIGTERM, SIGINT, SIGHUP}) {
      int ends[2];
      REQUIRE(::pipe(ends) == 0);
      pid_t child = ::fork();
      if (child == 0) {
        ::signal(signal, SIG_DFL);
        ScratchServer server(quick_options());
        auto folder = folder_of(server);
        if (::write(ends[1], folder.data(), folder.size()) > 0)
          rehearse(server, {order_of("one", {{"1", "SELECT pg_sleep(60)"}})}, quick_options());
        ::_exit(1);
      }
      char name[200] = {};
      auto count = ::read(ends[0], name, sizeof name - 1);
      REQUIRE(count > 0);
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      pid_t postmaster = std::atoi(read_file(std::string(name) + "/data/postmaster.pid").bytes.value_or("").c_str());
      REQUIRE(postmaster > 1);
      ::kill(child, signal);
      ::waitpid(child, nullptr, 0);
      for (int i = 0; i < 100 && kind_of(name) != FileKind::absent; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      CHECK(kind_of(name) == FileKind::absent);
      ScratchServer next(quick_options());
      for (int i = 0; i < 100 && ::kill(postmaster, 0) == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      CHECK(::kill(postmaster, 0) != 0);
      ::close(ends[0]), ::close(ends[1]);
    }
  }

  TEST_CASE("a configured server keeps its own databases and roles as they were") {
    auto& server = TempServer::shared();
    auto state = [&] {
      return server.exec("postgres",
                         "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1");
    };
    auto before = state();
    {
      auto options = on(server, {});
      ScratchServer scratch(options);
      CHECK(rehearse(scratch, {order_of("one", {{"1", "CREATE TABLE a ()"}})}, options).runs.at(0).ok);
      CHECK(state() != before);
    }
    CHECK(state() == before);
  }

  TEST_CASE("a configured server that a source uses is refused before anything is made on it") {
    auto& server = TempServer::shared();
    auto before = server.exec("postgres", "SELECT count(*) FROM pg_roles");
    CHECK_THROWS_AS(ScratchServer(on(server, {"postgresql://app:***@db/shop"})), Error);
    auto options = on(server, {});
    options.databases_seeing_lock = nullptr;
    CHECK_THROWS_AS(ScratchServer{options}, Error);
    CHECK(server.exec("postgres", "SELECT count(*) FROM pg_roles") == before);
  }

  TEST_CASE(
      "what a killed run left on a configured server is dropped by the next, and nothing that only looks like it") {
    auto& server = TempServer::shared();
    auto left = "tributary_scratch_0123456789abcdef_1", alike = "tributary_scratch_mine";
    server.create_database(left), server.create_database(alike);
    server.exec("postgres", std::string("COMMENT ON DATABASE ") + left + " IS 'made by tributary, may be dropped'");
    { ScratchServer scratch(on(server, {})); }
    auto names = server.exec("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'tributary\\_scratch%'");
    CHECK(names == std::string(alike) + "\n");
    server.exec("postgres", std::string("DROP DATABASE ") + alike);
  }

  TEST_CASE("what a script makes of its database on a configured server stops neither this run nor the next") {
    auto& server = TempServer::shared();
    auto options = on(server, {});
    options.go_on = true;
    auto change = [](const std::string& how) {
      return "DO $$ BEGIN EXECUTE format('" + how + "', current_database()); END $$";
    };
    for (const auto* how : {"ALTER DATABASE %I IS_TEMPLATE true", "ALTER DATABASE %I CONNECTION LIMIT 0",
                            "REVOKE ALL ON DATABASE %I FROM PUBLIC, CURRENT_USER", "COMMENT ON DATABASE %I IS NULL"}) {
      auto order = order_of("one", {{"1", change(how)}, {"2", "CREATE TABLE a ()"}});
      order.migrations[1].new_deploy = true;
      {
        ScratchServer scratch(options);
        CHECK_MESSAGE(rehearse(scratch, {order}, options).runs.at(0).ok, how);
      }
      CHECK(server.exec("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'tributary\\_scratch%'") ==
            "0\n");
    }
  }

  TEST_CASE(
      "a database without its comment and a role made on demand are known as a killed run's by what a script cannot "
      "change") {
    auto& server = TempServer::shared();
    auto owner = "tributary_scratch_0123456789abcdef";
    server.exec("postgres",
                std::string("CREATE ROLE ") + owner + "; COMMENT ON ROLE " + owner +
                    " IS 'made by tributary, may be dropped'; CREATE ROLE on_demand; COMMENT ON ROLE on_demand IS "
                    "'made by tributary, may be dropped (tributary_scratch_0123456789abcdef)'");
    server.exec("postgres", std::string("CREATE DATABASE ") + owner + "_1 OWNER " + owner);
    server.exec("postgres", std::string("ALTER DATABASE ") + owner + "_1 IS_TEMPLATE true");
    { ScratchServer scratch(on(server, {})); }
    CHECK(server.exec("postgres",
                      "SELECT count(*) FROM pg_roles WHERE rolname = 'on_demand' OR rolname LIKE 'tributary%'") ==
          "0\n");
    CHECK(server.exec("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'tributary\\_scratch%'") ==
          "0\n");
  }
}
