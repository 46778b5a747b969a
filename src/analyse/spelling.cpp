#include "analyse/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

bool small(char c) {
  return c >= 'a' && c <= 'z';
}
bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool other_letter(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}  // part of a letter outside ASCII
bool letter(char c) {
  return small(c) || capital(c) || other_letter(c);
}

const std::set<std::string>& filler() {
  static const std::set<std::string> words = {"add",      "adds",    "added",         "adding",       "again",
                                              "all",      "alter",   "altered",       "an",           "and",
                                              "another",  "asdf",    "big",           "bug",          "bugfix",
                                              "change",   "changed", "changes",       "cleanup",      "clean",
                                              "create",   "created", "database",      "db",           "delete",
                                              "deleted",  "do",      "drop",          "edit",         "edits",
                                              "few",      "final",   "fix",           "fixed",        "fixes",
                                              "fixing",   "fixup",   "for",           "from",         "general",
                                              "hotfix",   "huge",    "improve",       "improvement",  "improvements",
                                              "in",       "it",      "large",         "latest",       "little",
                                              "make",     "many",    "migrate",       "migration",    "migrations",
                                              "minor",    "misc",    "miscellaneous", "modification", "modifications",
                                              "modified", "modify",  "more",          "my",           "new",
                                              "of",       "on",      "one",           "other",        "patch",
                                              "prisma",   "quick",   "refactor",      "refactoring",  "remove",
                                              "removed",  "schema",  "several",       "small",        "some",
                                              "stuff",    "temp",    "temporary",     "test",         "testing",
                                              "tests",    "the",     "thing",         "things",       "this",
                                              "tmp",      "to",      "tweak",         "tweaks",       "unnamed",
                                              "untitled", "up",      "update",        "updated",      "updates",
                                              "updating", "various", "wip",           "with",         "work"};
  return words;
}

bool number(const std::string& word) {
  return digit(word.front()) || (word.size() > 1 && word[0] == 'v' && digit(word[1]));
}

std::string repaired_stamp(std::string digits) {
  if (digits.size() < 8) return "YYYYMMDDHHMMSS";
  digits.resize(14, '0');
  // Each too large part becomes the largest there is, so that the order to its neighbours is kept where possible.
  auto cap = [&](std::size_t at, const char* largest) {
    if (digits.compare(at, 2, largest) > 0) digits.replace(at, 2, largest);
  };
  cap(4, "12"), cap(6, "31"), cap(8, "23"), cap(10, "59"), cap(12, "59");
  for (const char* day : {"30", "29", "28", "01"}) {
    if (prisma::take_apart(digits).at) break;
    if (digits.compare(4, 2, "00") == 0) digits.replace(4, 2, "01");
    digits.replace(6, 2, day);
  }
  return digits;
}

}  // namespace

std::vector<std::string> words(const std::string& description) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < description.size(); ++i) {
    char c = description[i], before = i ? description[i - 1] : '_';
    if (!letter(c) && !digit(c)) continue;
    bool abbreviation = letter(before) && digit(c) && out.back().size() == 1;  // s3, p2p
    bool border = digit(before) != digit(c) && !abbreviation;
    bool starts = (!letter(before) && !digit(before)) || border || (capital(c) && small(before));
    if (starts) out.emplace_back();
    out.back() += text::lower(std::string(1, c));
  }
  return out;
}

std::vector<std::string> descriptive_words(const std::string& description, const Policy& policy) {
  auto all = words(description);
  std::vector<std::string> left;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& word = all[i];
    auto among = [&](const std::vector<std::string>& list) {
      return std::any_of(list.begin(), list.end(), [&](const std::string& w) { return text::lower(w) == word; });
    };
    bool numbered = i + 1 < all.size() && number(all[i + 1]);
    bool marks_epic = numbered && (among(policy.epic_words) || among({"ticket", "issue", "task", "sprint", "pr"}));
    bool says_nothing = word.size() < 2 || number(word) || filler().count(word) > 0 || among(policy.vague_words);
    if (!marks_epic && !says_nothing) left.push_back(word);
  }
  return left;
}

bool names_epic(const std::string& description, const std::vector<std::string>& epic_words) {
  auto lower = text::lower(description);
  for (const auto& given : epic_words) {
    auto word = text::lower(given);
    for (auto at = lower.find(word); !word.empty() && at != lower.npos; at = lower.find(word, at + 1))
      if (at == 0 || !letter(lower[at - 1])) return true;
  }
  return false;
}

std::string first_odd_character(const std::string& description) {
  for (std::size_t i = 0; i < description.size(); ++i) {
    char c = description[i];
    if (small(c) || digit(c) || c == '_') continue;
    if (capital(c)) return fmt::format("a capital ('{}')", c);
    if (c == ' ') return "a blank";
    if (c == '-') return "a hyphen";
    if (other_letter(c)) return "a character outside ASCII";
    return c > 0x20 && c < 0x7f ? fmt::format("'{}'", c) : "a control character";
  }
  return "";
}

std::string snake_case(const std::string& description) {
  std::string out;
  for (std::size_t i = 0; i < description.size(); ++i) {
    char c = description[i];
    bool kept = small(c) || capital(c) || digit(c);
    bool hump = capital(c) && i > 0 && (small(description[i - 1]) || digit(description[i - 1]));
    if ((!kept || hump) && !out.empty() && out.back() != '_') out += '_';
    if (kept) out += text::lower(std::string(1, c));
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.ends_with("_sql") && description.ends_with(".sql") ? out.substr(0, out.size() - 4) : out;
}

std::string well_formed_name(const std::string& name) {
  auto parts = prisma::take_apart(name);
  auto stamp = parts.at ? parts.digits : repaired_stamp(parts.digits);
  auto description = snake_case(parts.description);
  return stamp + "_" + (description.empty() ? "DESCRIPTION" : description);
}

std::string with_later_stamp(const std::string& name, int seconds) {
  auto parts = prisma::take_apart(name);
  return parts.at ? prisma::stamp_text(*parts.at + seconds) + name.substr(14) : name;
}

std::string readable_stamp(const std::string& d) {
  if (d.size() != 14) return d;
  return fmt::format("{}-{}-{} {}:{}:{}", d.substr(0, 4), d.substr(4, 2), d.substr(6, 2), d.substr(8, 2),
                     d.substr(10, 2), d.substr(12, 2));
}

}  // namespace tributary
