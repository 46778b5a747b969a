#pragma once
// What a team tells the others: before it changes the schema, when a migration is applied, merged, taken back.
#include <cstdint>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// Who owns an epic, as the configuration says; what git says of authors stands beside it.
struct TeamOwner {
  std::string name, colour, contact;
  std::vector<std::string> branches;  ///< globs over branch names
  bool operator==(const TeamOwner&) const = default;
};
/// The first whose glob fits the source's name or branch; null = nobody is named.
const TeamOwner* owner_of(const std::vector<TeamOwner>& owners, const Source& source);

/// One line of a CODEOWNERS file.
struct CodeOwner {
  std::string pattern;
  std::vector<std::string> owners;
  bool operator==(const CodeOwner&) const = default;
};
std::vector<CodeOwner> read_code_owners(const std::string& text);
/// Of the last line that fits, as GitHub decides; empty = nobody.
std::vector<std::string> code_owners_of(const std::vector<CodeOwner>& lines, const std::string& path);

struct MessageQuestion {
  enum class Kind { planned, applied, merged } kind = Kind::planned;
  std::vector<std::string> sources;     ///< empty = every source that has something of its own
  std::vector<std::string> migrations;  ///< of applied and merged: these alone; empty = all
  std::vector<TeamOwner> owners;
  std::vector<CodeOwner> code_owners;
  std::int64_t now = 0;  ///< seconds since the epoch
  bool operator==(const MessageQuestion&) const = default;
};

/// Plain text, to paste or to send. Pure. It says so where there is nothing to tell.
std::string make_message(const Analysis& analysis, const MessageQuestion& question);

std::string render_message(const std::string& kind, const std::string& text, const std::string& version);  ///< JSON

}  // namespace tributary
