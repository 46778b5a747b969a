#pragma once
// What one version of a schema holds, so that versions can be compared by what they lack.
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

/// Everything that can be lost, attributes included, over the texts of all files of a schema.
struct Inventory {
  using Entry = std::array<std::string, 3>;  ///< declaration's key, member's key, attribute; "" = the whole
  std::set<Entry> entries;
  std::map<std::string, std::string> titles;  ///< "model User", by key

  explicit Inventory(const std::vector<std::string_view>& texts);
  bool has(const Entry& entry) const { return entries.count(entry) > 0; }

 private:
  void add(const SyntaxTree& tree);
};

/// Declarations, fields and values as numbers, so that hundreds of versions cost no more than what is distinct.
class Vocabulary {
 public:
  using Number = std::uint32_t;
  /// `within` = the declaration a member stands in; 0 = it is a declaration itself.
  struct Word {
    std::string title;  ///< "model User", or the member's name
    Number within = 0;
  };
  Number number(const std::string& key, const std::string& title, Number within);
  const Word& word(Number number) const { return words_[number - 1]; }

 private:
  std::unordered_map<std::string, Number> numbers_;  // of key and, of a member, its declaration's number
  std::vector<Word> words_;
};

/// One version's declarations, fields and enum values. What is mapped to a table or column is known by that as well: a
/// model or field that only got another name is not gone.
class Holdings {
 public:
  using Number = Vocabulary::Number;
  Holdings() = default;
  Holdings(const std::vector<std::string_view>& texts, Vocabulary& vocabulary);

  struct Thing {
    Number name = 0, stored_as = 0;  ///< stored_as: its table, column or database enum; the name itself where none
    auto operator<=>(const Thing&) const = default;
  };
  const std::vector<Thing>& things() const { return things_; }  ///< by name

  /// A model's field and what it is of.
  struct Field {
    Number within = 0, name = 0;  ///< the declaration's and its own
    std::string type;             ///< as written, with [] or ?
    Number declared = 0;          ///< the type's declaration; 0 = Prisma's own, or none of this version's
    auto operator<=>(const Field&) const = default;
  };
  const std::vector<Field>& fields() const { return fields_; }
  const Field* field(Number within, Number name) const;  ///< null: no such field
  const Thing* thing(Number name) const;                 ///< null: no such name
  bool names(Number name) const;
  bool has(const Thing& thing) const;  ///< under this name, or stored as the same

 private:
  using Declared = std::map<std::string, Number, std::less<>>;
  void add(const SyntaxTree& tree, const Item& item, Vocabulary& vocabulary, const Declared& declared);
  std::vector<Thing> things_;
  std::vector<Number> stored_;  // sorted
  std::vector<Field> fields_;   // sorted
};

/// What stands at the start of each line within each block, hashed, sorted and each once: whoever lacks none of another
/// text's has every declaration, field and value of it. A small part of what reading a schema costs.
using LineStarts = std::vector<std::size_t>;
LineStarts line_starts(std::string_view text);

/// Of what `sides` (a merge's parents) have: what neither the merge's result nor `now` has. Members are left out where
/// their declaration is missing too (it says so for them), or is gone from `now` for a reason of its own; so are fields
/// of a type that is gone, and fields in whose place stands another of their type: one that the merge itself made, or,
/// of a model or enum, one that has come since.
std::vector<Holdings::Thing> missing_since(const std::vector<const Holdings*>& sides, const Holdings& result,
                                           const Holdings& now, const Vocabulary& vocabulary);

}  // namespace tributary::psl
