#pragma once
// The three-way merge inside one attribute or list: argument by argument, item by item.
#include <optional>
#include <string>

#include "psl/tree.hpp"

namespace tributary::psl {

/// One attribute in a version; null = that version has none.
struct AttributeIn {
  const SyntaxTree* tree = nullptr;
  const Attribute* attribute = nullptr;
};

/// Nullopt where both sides changed one argument, or the columns of a relation, differently.
std::optional<std::string> merge_arguments(AttributeIn base, AttributeIn ours, AttributeIn theirs);

/// Of `[a, b(c)]`, whose items are known by the word in front of their parentheses. Nullopt where a text is no list
/// that can be taken apart, or both sides changed one item differently.
std::optional<std::string> merge_list_items(const std::string& base, const std::string& ours,
                                            const std::string& theirs);

}  // namespace tributary::psl
