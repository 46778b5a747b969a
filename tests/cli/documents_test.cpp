// What a reader, GitHub, GitLab and docker take from the repository: links that lead somewhere, and files that say what
// they run.
#include <doctest/doctest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::cli;
using namespace tributary::testing;
namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

std::string read(const std::string& file) {
  return file_text(repository_root() + "/" + file);
}

std::vector<fs::path> pages() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(repository_root()))
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  for (const auto& entry : fs::recursive_directory_iterator(repository_root() + "/docs"))
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  return out;
}

/// Outside of fenced blocks.
std::vector<std::string> prose(const std::string& page) {
  std::vector<std::string> out;
  bool code = false;
  for (const auto& line : text::lines(page)) {
    if (text::trim(line).starts_with("```"))
      code = !code;
    else if (!code)
      out.push_back(line);
  }
  return out;
}

/// As GitHub calls a heading.
std::string anchor(const std::string& heading) {
  std::string out;
  for (char c : text::lower(text::trim(heading)))
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c & 0x80)
      out += c;
    else if (c == ' ')
      out += '-';
  return out;
}

bool has_anchor(const std::string& page, const std::string& wanted) {
  auto lines = prose(page);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    auto level = line.find_first_not_of('#');
    return level != 0 && level != line.npos && anchor(line.substr(level)) == wanted;
  });
}

/// "" = it leads to a file of the repository, or out of it.
std::string problem_of(const fs::path& page, const std::string& link) {
  if (link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:")) return {};
  auto hash = link.find('#');
  auto to = hash == 0 ? page : (page.parent_path() / link.substr(0, hash)).lexically_normal();
  if (!fs::exists(to)) return page.string() + ": " + link + " leads nowhere";
  if (hash == link.npos || to.extension() != ".md" || has_anchor(file_text(to.string()), link.substr(hash + 1)))
    return {};
  return page.string() + ": " + link + " names no heading";
}

Names captured(const std::string& text, const std::string& pattern) {
  Names out;
  std::regex wanted(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

Names keys(const YAML::Node& map) {
  Names out;
  for (const auto& entry : map) out.insert(entry.first.as<std::string>());
  return out;
}

}  // namespace

TEST_CASE("each link of a page leads to a file that is there, and to a heading in it") {
  std::size_t links = 0;
  std::regex link(R"(\]\(<?([^)\s>]+)>?\))");
  for (const auto& page : pages())
    for (const auto& line : prose(file_text(page.string())))
      for (std::sregex_iterator at(line.begin(), line.end(), link), end; at != end; ++at, ++links)
        CHECK(problem_of(page, (*at)[1]) == "");
  CHECK(links > 50);
  CHECK(problem_of(repository_root() + "/README.md", "docs/nowhere.md") != "");
  CHECK(problem_of(repository_root() + "/README.md", "docs/architecture.md#no-such-heading") != "");
}

TEST_CASE(
    "the action declares each input that it reads and reads each that it declares, and its script reads the rest") {
  auto text = read("action.yml");
  auto action = YAML::Load(text);
  CHECK(action["runs"]["using"].as<std::string>() == "composite");
  CHECK(keys(action["inputs"]) == captured(text, R"(inputs\.([a-z-]+))"));
  auto script = read("scripts/action");
  for (const auto& step : action["runs"]["steps"]) {
    CHECK(step["shell"].as<std::string>() == "bash");
    auto run = step["run"].as<std::string>();
    auto verb = run.substr(run.rfind(' ') + 1);
    CHECK(run == "bash \"$GITHUB_ACTION_PATH/scripts/action\" " + verb);
    CHECK(script.find("\n  " + verb + ") " + verb + " ;;") != script.npos);
    for (const auto& name : keys(step["env"])) CHECK_MESSAGE(script.find("{" + name) != script.npos, name);
  }
  for (const auto& input : action["inputs"]) CHECK(input.second["description"].as<std::string>() != "");
}

TEST_CASE("the component for GitLab uses the inputs that it declares, and types lines that this version understands") {
  auto text = read("templates/tributary.yml");
  auto documents = YAML::LoadAll(text);
  REQUIRE(documents.size() == 2);
  CHECK(keys(documents[0]["spec"]["inputs"]) == captured(text, R"(\$\[\[ inputs\.([a-z-]+) \]\])"));
  auto job = documents[1]["tributary"];
  auto report = job["artifacts"]["reports"]["codequality"].as<std::string>();
  bool judged = false;
  for (const auto& one : job["script"]) {
    auto line = one.as<std::string>();
    if (!line.starts_with("tributary ")) continue;
    auto words =
        text::split(text::replace_all(text::replace_all(line, "\"", ""), "$[[ inputs.fail-on ]]", "error"), ' ');
    words.erase(words.begin());
    const auto commands = all_commands();
    auto invocation = parse_command_line(words, commands);
    REQUIRE(invocation.command);
    CHECK(invocation.command->name == "check");
    CHECK(invocation.globals.format == Format::gitlab);
    CHECK(invocation.globals.ui.output == report);
    judged = true;
  }
  CHECK(judged);
}

TEST_CASE("the image is made of stages and scripts that are there, and does not run as root") {
  Names stages;
  std::string user, entry;
  for (const auto& line : text::lines(text::replace_all(read("Dockerfile"), "\\\n", " "))) {
    auto words = text::split(line, ' ');
    if (words[0] == "FROM") {
      CHECK_MESSAGE(words[1].find(':') != words[1].npos, line);  // a tag: it says which release
      user.clear();
      if (words.size() == 4) stages.insert(words[3]);
    }
    if (words[0] == "USER") user = words[1];
    if (words[0] == "ENTRYPOINT") entry = line.substr(11);
    for (const auto& from : captured(line, R"(--from=([a-z]+))")) CHECK_MESSAGE(stages.count(from) == 1, line);
    for (const auto& script : captured(line, R"((scripts/[a-z-]+))"))
      CHECK_MESSAGE(fs::exists(repository_root() + "/" + script), script);
  }
  CHECK(user != "");
  CHECK(user != "root");
  CHECK(entry == "[\"tributary\"]");
}
