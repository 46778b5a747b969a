#include "psl/cascades.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace tributary::psl {
namespace {

// What happens where nothing is written: SET NULL for an optional relation, else RESTRICT.
std::string on_delete(const RelationField& field) {
  if (field.on_delete) return field.on_delete->name;
  bool required = field.arity() == FieldType::Arity::required;
  if (field.fields)
    for (const auto* scalar : *field.fields) required = required || scalar->required();
  return required ? "Restrict" : "SetNull";
}

bool modifies(const RelationField& field) {
  auto keeps = [](const std::string& action) { return action == "NoAction" || action == "Restrict"; };
  return !keeps(on_delete(field)) || !keeps(field.on_update ? field.on_update->name : "Cascade");
}

using Ways = std::map<const ModelInfo*, std::vector<const ModelInfo*>>;

// Everything that can be reached from there, the deepest first; `done` is left out and filled.
std::vector<const ModelInfo*> reached(const Ways& ways, const ModelInfo* from, std::set<const ModelInfo*>& done) {
  std::vector<const ModelInfo*> out;
  std::vector<std::pair<const ModelInfo*, std::size_t>> path;
  if (done.insert(from).second) path.emplace_back(from, 0);
  while (!path.empty()) {
    auto& [at, next] = path.back();
    auto there = ways.find(at);
    if (there == ways.end() || next == there->second.size()) {
      out.push_back(at);
      path.pop_back();
    } else if (const auto* to = there->second[next++]; done.insert(to).second) {
      path.emplace_back(to, 0);
    }
  }
  return out;
}

}  // namespace

Cascades::Cascades(const std::vector<RelationPair>& pairs) {
  using Kind = RelationPair::Kind;
  for (const auto& pair : pairs)
    if (pair.forward && pair.back && (pair.kind == Kind::one_to_one || pair.kind == Kind::one_to_many))
      complete_[pair.model].push_back(&pair);
  Ways forth, back;
  std::vector<const ModelInfo*> selves;
  for (const auto& [model, all] : complete_)
    for (const auto* pair : all) {
      if (!modifies(*pair->forward)) continue;
      forth[model].push_back(pair->other), back[pair->other].push_back(model);
      if (model == pair->other) selves.push_back(model);
    }
  // Kosaraju: backwards from who is finished last.
  std::set<const ModelInfo*> done, circled, seen;
  std::vector<const ModelInfo*> finished;
  for (const auto& way : forth)
    for (const auto* model : reached(forth, way.first, done)) finished.push_back(model);
  std::reverse(finished.begin(), finished.end());
  int number = 0;
  for (const auto* model : finished) {
    ++number;
    for (const auto* member : reached(back, model, circled)) circle_[member] = number;
  }
  for (const auto* model : selves) reached(back, model, seen);
  leads_to_itself_ = std::move(seen);
}

Cascades::End Cascades::of(const RelationPair& pair) const {
  if (!modifies(*pair.forward)) return End::there_is_one;
  // Which of the two is met first is a matter of the order in which Prisma walks.
  if (leads_to_itself_.count(pair.model)) return walked(pair);
  return circle_.at(pair.model) == circle_.at(pair.other) ? End::in_a_cycle : End::there_is_one;
}

Cascades::End Cascades::walked(const RelationPair& first) const {
  std::set<const RelationField*> visited;
  std::vector<const RelationPair*> next = {&first};
  while (!next.empty()) {
    const auto* at = next.back();
    next.pop_back();
    visited.insert(at->forward);
    if (!modifies(*at->forward)) continue;
    if (at->model == at->other) return End::on_itself;
    if (at->other == first.model) return End::in_a_cycle;
    auto there = complete_.find(at->other);
    if (there == complete_.end()) continue;
    for (const auto* pair : there->second)
      if (!visited.count(pair->forward)) next.push_back(pair);
  }
  return End::there_is_one;
}

}  // namespace tributary::psl
