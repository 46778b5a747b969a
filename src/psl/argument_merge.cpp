#include "psl/argument_merge.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;  // key, text

std::string value_of(const Parts& parts, const std::string& key) {
  for (const auto& part : parts)
    if (part.first == key) return part.second;
  return {};
}

bool keys_are_unique(Parts parts) {
  std::sort(parts.begin(), parts.end());
  auto same_key = [](const auto& a, const auto& b) { return a.first == b.first; };
  return std::adjacent_find(parts.begin(), parts.end(), same_key) == parts.end();
}

// In ours' order, what theirs added last.
std::optional<std::string> merge_parts(const Parts& base, const Parts& ours, const Parts& theirs) {
  if (!keys_are_unique(base) || !keys_are_unique(ours) || !keys_are_unique(theirs)) return std::nullopt;
  auto all = ours;
  for (const auto& part : theirs)
    if (value_of(ours, part.first).empty()) all.push_back(part);
  std::vector<std::string> out;
  for (const auto& [key, text] : all) {
    auto b = value_of(base, key), o = value_of(ours, key), t = value_of(theirs, key);
    bool by_ours = meaning_of(o) != meaning_of(b), by_theirs = meaning_of(t) != meaning_of(b);
    if (by_ours && by_theirs && meaning_of(o) != meaning_of(t)) return std::nullopt;
    if (const auto& kept = by_theirs ? t : o; !kept.empty()) out.push_back(kept);
  }
  return text::join(out, ", ");
}

Parts arguments_of(AttributeIn in) {
  Parts out;
  for (const auto& argument : in.attribute->arguments)
    out.emplace_back(argument.name, text::trim(std::string(in.tree->of(argument.range))));
  return out;
}

// Which columns a relation joins is one decision.
bool changes_columns(const Parts& base, const Parts& side) {
  return meaning_of(value_of(base, "fields")) != meaning_of(value_of(side, "fields")) ||
         meaning_of(value_of(base, "references")) != meaning_of(value_of(side, "references"));
}

// Nullopt: no list, or one with comments in it.
std::optional<Parts> items_of(const std::string& text) {
  auto list = text::trim(text);
  if (list.empty()) return Parts{};
  if (list.front() != '[' || list.back() != ']' || list.find("//") != list.npos) return std::nullopt;
  Parts out;
  int depth = 0;
  bool quoted = false;
  std::string item;
  auto end_item = [&] {
    auto one = text::trim(item);
    item.clear();
    if (!one.empty()) out.emplace_back(text::trim(one.substr(0, one[0] == '"' ? one.npos : one.find('('))), one);
  };
  for (std::size_t i = 1; i + 1 < list.size(); ++i) {
    char c = list[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '(' || c == '[')) ++depth;
    if (!quoted && (c == ')' || c == ']')) --depth;
    if (c == ',' && depth == 0 && !quoted)
      end_item();
    else
      item += c;
    if (c == '\\' && quoted && i + 2 < list.size()) item += list[++i];
  }
  end_item();
  return out;
}

}  // namespace

std::optional<std::string> merge_arguments(AttributeIn base, AttributeIn ours, AttributeIn theirs) {
  for (const auto& in : {base, ours, theirs})
    if (!in.attribute || in.attribute->name != ours.attribute->name || in.attribute->arguments.empty())
      return std::nullopt;
  auto b = arguments_of(base), o = arguments_of(ours), t = arguments_of(theirs);
  if (changes_columns(b, o) && changes_columns(b, t)) return std::nullopt;
  auto merged = merge_parts(b, o, t);
  if (!merged) return std::nullopt;
  auto text = std::string(ours.tree->of(ours.attribute->range));
  return text.substr(0, text.find('(')) + "(" + *merged + ")";
}

std::optional<std::string> merge_list_items(const std::string& base, const std::string& ours,
                                            const std::string& theirs) {
  auto b = items_of(base), o = items_of(ours), t = items_of(theirs);
  if (!b || !o || !t) return std::nullopt;
  auto merged = merge_parts(*b, *o, *t);
  return merged ? std::optional("[" + *merged + "]") : std::nullopt;
}

}  // namespace tributary::psl
