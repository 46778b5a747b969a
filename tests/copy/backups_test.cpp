#include <doctest/doctest.h>

#include "base/digest.hpp"
#include "support/temp_repo.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;
using Names = std::vector<std::string>;

namespace {

struct Saved {
  TempFolder folder;
  std::string at = folder.path() + "/20250301120501";
  Saved() {
    write_file(at + "/databases/host%2Fa%2525.dump", "rows");
    write_file(at + "/MANIFEST.sha256", sha256_hex("rows") + "  databases/host%2Fa%2525.dump\n");
  }
};

}  // namespace

TEST_CASE("a name with a slash or a per cent is a file's name in a backup, and comes back from it") {
  for (const std::string name : {"feature/epic-3", "a%2Fb", "%25", "plain"}) {
    CHECK(archived_name(name).find('/') == std::string::npos);
    CHECK(name_of_archived(archived_name(name)) == name);
  }
}

TEST_CASE("backups are listed with the databases' own names, and read back against their manifest") {
  Saved saved;
  auto known = backups_in(saved.folder.path());
  REQUIRE(known.size() == 1);
  CHECK(known[0].databases == Names{"host/a%25"});
  CHECK(known[0].whole);
  CHECK(check_manifest(saved.at) == ManifestCheck{});
  write_file(saved.at + "/databases/host%2Fa%2525.dump", "rowz");
  CHECK(check_manifest(saved.at).problems == Names{"databases/host%2Fa%2525.dump is not what was saved"});
}

TEST_CASE("what is too large to be read now is named, and no problem") {
  Saved saved;
  auto read = check_manifest(saved.at, 3);
  CHECK(read.problems.empty());
  CHECK(read.not_read == Names{"databases/host%2Fa%2525.dump"});
}

TEST_CASE("a manifest that leads out of the backup is not followed, and a file beside it is named") {
  Saved saved;
  write_file(saved.at + "/extra", "x");
  write_file(saved.at + "/MANIFEST.sha256", sha256_hex("rows") + "  databases/../../x\n");
  CHECK(check_manifest(saved.at).problems.size() == 3);
  TempFolder none;
  CHECK_THROWS_AS(check_manifest(none.path()), Error);
}
