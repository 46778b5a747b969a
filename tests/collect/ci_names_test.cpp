#include "collect/ci_names.hpp"

#include <doctest/doctest.h>

#include "collect/compose.hpp"
#include "tributary/collect.hpp"

using namespace tributary;
using Variables = std::map<std::string, std::string>;

TEST_CASE("each CI names the branch in variables of its own; of a merge request it is the source's") {
  struct Row {
    Variables variables;
    const char* branch;
  };
  const std::vector<Row> rows = {
      {{{"GITHUB_HEAD_REF", "feature/a"}, {"GITHUB_REF_NAME", "12/merge"}}, "feature/a"},
      {{{"GITHUB_HEAD_REF", ""}, {"GITHUB_REF_NAME", "feature/a"}}, "feature/a"},
      {{{"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature/a"}, {"CI_COMMIT_REF_NAME", "x"}}, "feature/a"},
      {{{"CI_COMMIT_BRANCH", "feature/a"}}, "feature/a"},
      {{{"BITBUCKET_BRANCH", "feature/a"}}, "feature/a"},
      {{{"SYSTEM_PULLREQUEST_SOURCEBRANCH", "refs/heads/feature/a"}, {"BUILD_SOURCEBRANCH", "refs/pull/7/merge"}},
       "feature/a"},
      {{{"BUILD_SOURCEBRANCH", "refs/heads/feature/a"}}, "feature/a"},
      {{{"BUILD_SOURCEBRANCH", "refs/pull/7/merge"}}, ""},
      {{{"CHANGE_BRANCH", "feature/a"}, {"BRANCH_NAME", "PR-7"}}, "feature/a"},
      {{{"GIT_BRANCH", "origin/feature/a"}}, "feature/a"},
      {{{"BUILDKITE_BRANCH", "feature/a"}}, "feature/a"},
      // only data: what git would not take for a branch is none
      {{{"BITBUCKET_BRANCH", "--upload-pack=x"}}, ""},
      {{{"BITBUCKET_BRANCH", "a\x1b[2J"}}, ""},
      {{{"BITBUCKET_BRANCH", "a..b"}}, ""},
      {{}, ""},
  };
  for (const auto& row : rows) CHECK(branch_by_ci(row.variables) == row.branch);
}

TEST_CASE("a compose file publishes PostgreSQL at one port of the machine") {
  CHECK(published_postgres("services:\n  db:\n    image: postgres:16\n    ports:\n      - \"5433:5432\"\n") == "5433");
  CHECK(published_postgres(
            "services:\n  db:\n    image: \"pgvector/pgvector:pg16\"\n    ports: ['127.0.0.1:5432:5432']\n") == "5432");
  CHECK(
      published_postgres("services:\n  db:\n    ports:\n      - target: 5432\n        published: \"5434\"\n    image: "
                         "postgis/postgis\n") == "5434");
  CHECK(published_postgres(
            "services:\n  web:\n    image: node\n    ports: [\"5433:5432\"]\n  db:\n    image: postgres\n") == "");
  CHECK(published_postgres("services:\n  db:\n    image: postgres\n    ports: [\"5432\"]\n") == "");
  CHECK(published_postgres("services:\n  db:\n    image: mysql\n    ports: [\"3306:3306\"]\n") == "");
}

TEST_CASE("the pages of files are where GitHub's and GitLab's variables say, and no other text becomes a link") {
  CHECK(files_url_by_ci({{"GITHUB_SERVER_URL", "https://github.com"}, {"GITHUB_REPOSITORY", "team/shop"}}) ==
        "https://github.com/team/shop/blob/");
  CHECK(files_url_by_ci({{"CI_PROJECT_URL", "https://gitlab.example:8443/a/b/shop"}}) ==
        "https://gitlab.example:8443/a/b/shop/-/blob/");
  CHECK(files_url_by_ci({}).empty());
  CHECK(files_url_by_ci({{"GITHUB_REPOSITORY", "team/shop"}}).empty());
  CHECK(files_url_by_ci({{"CI_PROJECT_URL", "javascript:alert(1)"}}).empty());
  CHECK(files_url_by_ci({{"CI_PROJECT_URL", "https://bob:secret@gitlab.example/shop"}}).empty());
  CHECK(files_url_by_ci({{"GITHUB_SERVER_URL", "https://github.com"}, {"GITHUB_REPOSITORY", "a) [x](b"}}).empty());
}
