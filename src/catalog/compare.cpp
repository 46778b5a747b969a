#include <algorithm>
#include <set>
#include <unordered_set>

#include "catalog/facts.hpp"

namespace tributary {
namespace {

using namespace catalog;
using Names = std::unordered_set<std::string>;

bool holds_parts(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::domain:
      return true;
    default:
      return false;
  }
}

/// What parts may belong to: tables, columns, domains, as facts refer to them. Of an owner that is not known itself no
/// part can be missed.
Names owners(const Catalog& catalog) {
  Names out;
  for (const auto& object : catalog.objects)
    if ((holds_parts(object.name.kind) || object.name.kind == ObjectKind::column) && !object.unknown.count("*"))
      out.insert(reference_text(object.name));
  return out;
}

std::string owner_of(const CatalogObject& object) {
  if (!object.name.part.empty() && object.name.kind != ObjectKind::other) {
    auto whole = object.name;
    whole.part.clear();
    return reference_text(whole);
  }
  const char* fact = object.name.kind == ObjectKind::index      ? "table"
                     : object.name.kind == ObjectKind::sequence ? "owned by"
                                                                : "";
  auto found = object.facts.find(fact);
  return found == object.facts.end() ? "" : found->second;
}

/// What stands for the whole object where only one side has it.
std::string summary(const CatalogObject& object) {
  for (const char* fact : {"definition", "type", "values", "attributes", "subtype"})
    if (auto found = object.facts.find(fact); found != object.facts.end()) return found->second;
  return "exists";
}

class Comparison {
 public:
  Comparison(const Catalog& left, const Catalog& right) : left_(left), right_(right) {
    for (const auto& [kind, facts] : left.known) {
      auto other = right.known.find(kind);
      if (other == right.known.end()) continue;
      auto& shared = known_[kind];
      std::set<std::string> theirs(other->second.begin(), other->second.end());
      for (const auto& fact : facts)
        if (theirs.count(fact)) shared.insert(fact);
    }
  }

  std::vector<Difference> run() {
    auto left_owners = owners(left_), right_owners = owners(right_);
    auto a = left_.objects.begin(), b = right_.objects.begin();
    while (a != left_.objects.end() || b != right_.objects.end()) {
      if (b == right_.objects.end() || (a != left_.objects.end() && a->name < b->name)) {
        only(*a++, right_owners, true);
      } else if (a == left_.objects.end() || b->name < a->name) {
        only(*b++, left_owners, false);
      } else {
        both(*a++, *b++);
      }
    }
    return std::move(out_);
  }

 private:
  void only(const CatalogObject& object, const Names& other_owners, bool left) {
    if (!known_.count(object.name.kind)) return;
    auto owner = owner_of(object);
    if (!owner.empty() && !other_owners.count(owner)) return;  // what is said of its owner says it
    Difference difference{object.name, "", std::nullopt, std::nullopt, ""};
    (left ? difference.left : difference.right) = summary(object);
    add(std::move(difference));
  }

  void both(const CatalogObject& left, const CatalogObject& right) {
    auto known = known_.find(left.name.kind);
    if (known == known_.end() || left.facts == right.facts) return;
    if (left.unknown.count("*") || right.unknown.count("*")) return;
    for (const auto& fact : known->second) {
      if (left.unknown.count(fact) || right.unknown.count(fact)) continue;
      auto a = left.facts.find(fact), b = right.facts.find(fact);
      std::optional<std::string> x, y;
      if (a != left.facts.end()) x = a->second;
      if (b != right.facts.end()) y = b->second;
      if (x != y) add({left.name, fact, x, y, ""});
    }
  }

  void add(Difference difference) {
    auto nature = nature_of(difference.object.kind, difference.fact);
    bool both_read = left_.server_major != 0 && right_.server_major != 0;
    if (nature == Nature::deparsed && both_read && left_.server_major != right_.server_major)
      difference.incomparable_because = "PostgreSQL " + std::to_string(left_.server_major) + " and " +
                                        std::to_string(right_.server_major) + " print definitions differently";
    if (nature == Nature::local && left_.server_name != right_.server_name)
      difference.incomparable_because = "it belongs to the server, and these are two servers";
    out_.push_back(std::move(difference));
  }

  const Catalog& left_;
  const Catalog& right_;
  std::map<ObjectKind, std::set<std::string>> known_;
  std::vector<Difference> out_;
};

}  // namespace

std::vector<Difference> compare(const Catalog& left, const Catalog& right) {
  return Comparison(left, right).run();
}

}  // namespace tributary
