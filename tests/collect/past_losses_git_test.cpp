// Merges that are committed already, by real git: what they lost for good, and what only looks like it.
#include <doctest/doctest.h>

#include "support/temp_repo.hpp"
#include "tributary/past.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

std::string model(const std::string& name, const std::string& fields = "") {
  return "model " + name + " {\n  id Int @id\n" + fields + "}\n\n";
}
const std::string course = model("Course");
const std::string role = "enum Role {\n  ADMIN\n}\n\n";

// main and feature come apart after `base`; each test goes on from there.
struct Repo {
  TempRepo repo;
  explicit Repo(const std::string& base = course) {
    repo.start_project();
    schema(base, "base");
    repo.git({"branch", "feature"});
  }
  std::string schema(const std::string& text, const std::string& message) const {
    repo.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n\n" + text);
    return repo.commit(message);
  }
  void on(const std::string& branch) const { repo.git({"checkout", "-q", branch}); }
  // Whatever git makes of the merge, a person leaves `text` as its result.
  void merge(const std::string& branch, const std::string& text) const {
    repo.try_git({"merge", "--no-ff", "--no-commit", branch});
    schema(text, "Merge " + branch);
  }
  PastLosses losses(const std::vector<std::string>& sources = {"main"}, std::size_t most = 1000) const {
    CollectOptions options;
    options.repository = repo.path();
    options.refs = {"*"};
    return find_past_losses(collect(options), options, {sources, most});
  }
  Lines lost(const std::vector<std::string>& sources = {"main"}, std::size_t most = 1000) const {
    Lines out;
    for (const auto& loss : losses(sources, most).losses)
      out.push_back(loss.subject + ": " + loss.declaration + (loss.member.empty() ? "" : "." + loss.member) +
                    loss.migration);
    return out;
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a merge that dropped models, fields and enum values of either side is found on main afterwards") {
    Repo at(course + role);
    at.on("feature");
    auto feature = at.schema(course + role + model("Twin") + model("Concept"), "epic 3");
    at.on("main");
    auto main = at.schema(model("Course", "  vector Int?\n") + "enum Role {\n  ADMIN\n  USER\n}\n\n", "epic 4");
    at.merge("feature", course + role + model("Concept"));
    at.schema(course + role + model("Concept") + model("Later"), "work goes on");
    auto found = at.losses();
    CHECK(at.lost() ==
          Lines{"Merge feature: model Course.vector", "Merge feature: enum Role.USER", "Merge feature: model Twin"});
    CHECK(found.merges == 1);
    CHECK(found.losses.at(0).from == main);
    CHECK(found.losses.at(2).from == feature);
    CHECK(found.losses.at(2).file == "prisma/schema.prisma");
    CHECK(found.losses.at(2).base.size() == 40);
    CHECK(found.complete);
  }

  TEST_CASE("what a side deleted itself, or main deletes later, is no loss") {
    Repo at(course + model("Old"));
    at.on("feature");
    at.schema(course + model("Twin"), "without Old");
    at.on("main");
    at.schema(course + model("Old") + model("Mine"), "mine");
    at.merge("feature", course + model("Twin") + model("Mine"));
    at.schema(course + model("Mine"), "Twin was a mistake");
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("what came back once was found again: a later deletion is its own decision") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.merge("feature", course + model("Mine"));
    CHECK(at.lost() == Lines{"Merge feature: model Twin"});
    at.schema(course + model("Mine") + model("Twin"), "Twin is back");
    CHECK(at.lost() == Lines{});
    at.schema(course + model("Mine"), "Twin goes for good");
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("what is only uncommitted on disk has come back") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.merge("feature", course + model("Mine"));
    at.repo.write("prisma/schema.prisma", course + model("Mine") + model("Twin"));
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("a rename in the merge or after it is no loss while the table or column stays") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin", "  mood String\n"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.merge("feature", course + model("Mine") + model("DigitalTwin", "  mood String\n\n  @@map(\"Twin\")\n"));
    CHECK(at.lost() == Lines{});
    at.schema(course + model("Mine") + model("DigitalTwin", "  feeling String @map(\"mood\")\n\n  @@map(\"Twin\")\n"),
              "renamed");
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("a field that the merge itself gave another name is no loss, one that it dropped beside another is") {
    auto donations = [](const std::string& fields) { return course + model("Donor", fields) + model("Gift"); };
    Repo at(donations(""));
    at.on("feature");
    at.schema(donations("  Gift Gift[]\n  note String?\n"), "gifts");
    at.on("main");
    at.schema(donations("  age Int?\n"), "age");
    SUBCASE("a relation") {
      at.merge("feature", donations("  age Int?\n  gifts Gift[]\n  note String?\n"));
      CHECK(at.lost() == Lines{});
    }
    SUBCASE("a column") {
      at.merge("feature", donations("  age Int?\n  Gift Gift[]\n  remark String?\n"));
      CHECK(at.lost() == Lines{});
    }
    SUBCASE("what stands there instead is of another type, or was there before") {
      at.merge("feature", donations("  age Int?\n  gift Gift?\n"));
      at.schema(donations("  age Int?\n  gift Gift?\n  remark String?\n"), "later");
      CHECK(at.lost() == Lines{"Merge feature: model Donor.Gift", "Merge feature: model Donor.note"});
    }
  }

  TEST_CASE("a field whose type is gone since, or that another one of its type stands for by now, is no loss") {
    Repo at;
    at.on("feature");
    at.schema(model("Link", "  tagged Tagged[]\n") + model("Tagged", "  kind Kind\n") + "enum Kind {\n  A\n}\n",
              "tags");
    at.on("main");
    at.schema(model("Link") + model("Tagged"), "mine");
    at.merge("feature", model("Link") + model("Tagged") + "enum Kind {\n  A\n}\n");
    CHECK(at.lost() == Lines{"Merge feature: model Link.tagged", "Merge feature: model Tagged.kind"});
    SUBCASE("gone") {
      at.schema(model("Link", "  tags Tag[]\n") + model("Tag"), "other models");
      CHECK(at.lost() == Lines{});
    }
    SUBCASE("another one stands for it") {
      at.schema(model("Link", "  tags Tagged[]\n") + model("Tagged") + "enum Kind {\n  A\n}\n", "tags again");
      CHECK(at.lost() == Lines{"Merge feature: model Tagged.kind"});
    }
  }

  TEST_CASE("a reverted merge, and the branch merged once more after the revert, are no losses") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.merge("feature", course + model("Mine") + model("Twin"));
    at.repo.git({"revert", "--no-edit", "-m", "1", "HEAD"});
    CHECK(at.lost() == Lines{});
    at.on("feature");
    at.schema(course + model("Twin") + model("More"), "more");
    at.on("main");
    at.merge("feature", course + model("Mine") + model("More"));
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("main merged into a branch by hand: the branch drops main's models, and main loses them with it") {
    Repo at;
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.merge("main", course + model("Twin"));
    at.on("main");
    CHECK(at.lost() == Lines{});
    CHECK(at.lost({"feature"}) == Lines{"Merge main: model Mine"});
    at.merge("feature", course + model("Twin"));
    CHECK(at.lost() == Lines{"Merge main: model Mine"});
  }

  TEST_CASE("a branch that dropped what main itself has deleted since has lost nothing") {
    Repo at;
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.merge("main", course + model("Twin"));
    at.on("main");
    at.schema(course, "Mine is not needed");
    CHECK(at.lost({"feature"}) == Lines{});
  }

  TEST_CASE("a squash merge counts where its message names the squashed commits") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.repo.try_git({"merge", "--squash", "feature"});
    at.repo.write("prisma/schema.prisma", course + model("Mine"));
    at.repo.git({"add", "."});
    at.repo.git({"commit", "-q", "--no-edit"});
    CHECK(at.losses().losses.at(0).squash);
    CHECK(at.lost() == Lines{"Squashed commit of the following:: model Twin"});
  }

  TEST_CASE("a forge's squash counts where the pull request's head was fetched") {
    Repo at;
    at.on("feature");
    auto head = at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "Epic 3 (#12)");
    CHECK(at.lost() == Lines{});
    at.repo.git({"update-ref", "refs/pull/12/head", head});
    CHECK(at.lost() == Lines{"Epic 3 (#12): model Twin"});
  }

  TEST_CASE("a model moved to another file, by either side or in the merge, is no loss") {
    Repo at(course + model("Twin"));
    at.on("feature");
    at.repo.write("prisma/schema/twin.prisma", model("Twin"));
    at.repo.write("prisma/schema/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n\n" + course);
    at.repo.git({"rm", "-q", "prisma/schema.prisma"});
    at.repo.write("package.json", "{\"prisma\": {\"schema\": \"prisma/schema\"}}");
    at.repo.commit("a folder");
    at.on("main");
    at.repo.write("note", "x");
    at.repo.commit("mine");
    at.repo.git({"merge", "-q", "--no-edit", "feature"});
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("a migration folder that a merge left out is found, unless its script lives on under a new stamp") {
    Repo at;
    at.on("feature");
    at.repo.migration("20250101000000_twin", "CREATE TABLE twin (id int);\n");
    at.repo.commit("twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.repo.try_git({"merge", "--no-ff", "--no-commit", "feature"});
    at.repo.git({"rm", "-rqf", "prisma/migrations/20250101000000_twin"});
    at.repo.commit("Merge feature");
    CHECK(at.lost() == Lines{"Merge feature: 20250101000000_twin"});
    CHECK(at.losses().losses.at(0).file == "prisma/migrations/20250101000000_twin");
    at.repo.migration("20250301000000_twin", "CREATE TABLE twin (id int);\n");
    CHECK(at.lost() == Lines{});
  }

  TEST_CASE("merges beyond the bound are not looked at, and a shallow clone says that it is") {
    Repo at;
    at.on("feature");
    at.schema(course + model("Twin"), "twin");
    at.on("main");
    at.schema(course + model("Mine"), "mine");
    at.merge("feature", course + model("Mine"));
    CHECK(at.lost({"main"}, 0) == Lines{});
    CHECK(at.losses({"main"}, 0).merges == 0);
    at.repo.git({"clone", "-q", "--depth", "1", "file://" + at.repo.path(), at.repo.beside("shallow")});
    CollectOptions options;
    options.repository = at.repo.beside("shallow");
    auto found = find_past_losses(collect(options), options, {{"main"}, 1000});
    CHECK_FALSE(found.complete);
    CHECK(found.losses.empty());
  }
}
