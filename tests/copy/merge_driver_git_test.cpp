#include "tributary/merge_driver.hpp"

#include <doctest/doctest.h>

#include "base/files.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE("git") {
  TEST_CASE("the driver goes in twice without a trace of the second time, and out without a trace of the first") {
    TempRepo repo;
    auto common = repo.path() + "/.git", attributes = common + "/info/attributes";
    write_file(attributes, "*.png binary");
    auto config = file_text(common + "/config");
    install_merge_driver(common, "/opt/it's here/tributary");
    install_merge_driver(common, "/opt/it's here/tributary");
    CHECK(
        file_text(attributes) ==
        "*.png binary\n# tributary: schemas are merged by declaration, not by line\n*.prisma merge=tributary-schema\n");
    auto driver = find_merge_driver(common);
    CHECK(driver.attributes);
    CHECK(driver.command == merge_driver_command("/opt/it's here/tributary"));
    uninstall_merge_driver(common);
    CHECK(file_text(attributes) == "*.png binary\n");
    CHECK(file_text(common + "/config") == config);
    uninstall_merge_driver(common);
    CHECK(find_merge_driver(common) == MergeDriver{});
  }

  TEST_CASE("the tracked line is added to what stands there and taken out alone; a file of ours alone goes again") {
    TempRepo repo;
    auto file = repo.path() + "/.gitattributes";
    add_tracked_attributes(repo.path());
    add_tracked_attributes(repo.path());
    CHECK(has_tracked_attributes(repo.path()));
    CHECK(repo.git({"check-attr", "merge", "prisma/schema.prisma"}) ==
          "prisma/schema.prisma: merge: tributary-schema\n");
    remove_tracked_attributes(repo.path());
    CHECK(kind_of(file) == FileKind::absent);
    write_file(file, "*.png binary\n");
    add_tracked_attributes(repo.path());
    write_file(file, file_text(file) + "*.jpg binary\n");
    remove_tracked_attributes(repo.path());
    CHECK(file_text(file) == "*.png binary\n*.jpg binary\n");
    CHECK_FALSE(has_tracked_attributes(repo.path()));
  }
}
