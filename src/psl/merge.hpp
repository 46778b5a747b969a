#pragma once
// The semantic three-way merge of schema.prisma: keyed by declaration, member and attribute, not by line.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

/// What is wrong in a schema that a merge can cause, as sentences keyed by what they are about.
struct Wrong {
  enum class Kind { declared_twice, table_mapped_twice, column_mapped_twice, dangling, invalid };
  std::string declaration, member, message;
  Kind kind = Kind::dangling;
  auto operator<=>(const Wrong&) const = default;
};

/// A real conflict. In the text it stands as git's diff3 markers around the one member (or block) it is about.
struct Conflict {
  std::string declaration;             ///< "model User"; "" = between declarations
  std::string member;                  ///< "email", "@@index([email])"; "" = the declaration itself
  std::string why;                     ///< "both sides changed its type: Int here, BigInt there"
  int line = 0;                        ///< 1-based line of the first marker in the result; 0 = listed only
  std::optional<Wrong::Kind> wrong{};  ///< what the two make together although neither has it; none = a decision
  bool operator==(const Conflict&) const = default;
};

struct Labels {
  std::string ours = "ours", base = "base", theirs = "theirs";
  bool operator==(const Labels&) const = default;
};

struct Merged {
  std::string text;
  std::vector<Conflict> conflicts;  ///< empty = clean
  bool operator==(const Merged&) const = default;
};

/// Laws, byte for byte and for texts that do not parse too: merge(b, x, b) = x, merge(b, b, x) = x, merge(b, x, x) = x.
/// What both sides added is kept once, what either side added is kept, what one side deleted and the other left alone
/// goes. Plain comments never conflict: both are kept. The result is looked at again for what merging makes wrong and
/// no input had (a relation whose model is gone, two models on one table, anything that Prisma refuses although it
/// takes both sides): those become conflicts too. Where there are conflicts already, whichever side they are decided
/// for.
Merged merge(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels = {});

/// Something of ours or theirs that a result lacks although neither side deleted it.
struct Lost {
  std::string declaration;  ///< "model User", "enum Role"
  std::string member;       ///< field, enum value or "@@index([a])"; "" = the whole declaration
  std::string attribute;    ///< "@unique"; "" = the whole member
  std::string side;         ///< "ours", "theirs" or "both"
  bool operator==(const Lost&) const = default;
};

/// Over the texts of all files of a schema each, so that a model moved from one file to another is not lost.
std::vector<Lost> lost_declarations(const std::vector<std::string_view>& base,
                                    const std::vector<std::string_view>& ours,
                                    const std::vector<std::string_view>& theirs,
                                    const std::vector<std::string_view>& result);

/// Empty = nothing.
std::vector<Wrong> merge_damage(std::string_view text);

/// Where a declaration, or a member of it, stands ("model User", "email"): 1-based line; 0 = the text has none.
int line_of(std::string_view text, const std::string& declaration, const std::string& member);

/// 1-based lines that start with a conflict marker of git (seven of < | = >); empty = none.
std::vector<int> conflict_marker_lines(std::string_view text);

}  // namespace tributary::psl
