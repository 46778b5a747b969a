#include "psl/list_merge.hpp"

#include <algorithm>
#include <list>
#include <unordered_map>
#include <unordered_set>

namespace tributary::psl {
namespace {

using Index = std::unordered_map<std::string, std::size_t>;

Index index_of(const UnitList& list) {
  Index out;
  for (std::size_t i = 0; i < list.units.size(); ++i) out.emplace(list.units[i].key, i);
  return out;
}

const Unit* unit_of(const UnitList& list, const Index& index, const std::string& key) {
  auto at = index.find(key);
  return at == index.end() ? nullptr : &list.units[at->second];
}

// The keys that left their place: those outside a longest run that kept base's order.
std::unordered_set<std::string> moved(const UnitList& side, const Index& base, const Index& other) {
  std::vector<std::pair<std::size_t, const std::string*>> order;
  for (const auto& unit : side.units)
    if (auto at = base.find(unit.key); at != base.end() && other.count(unit.key))
      order.emplace_back(at->second, &unit.key);
  std::vector<std::size_t> tails,
      previous(order.size(), order.size());  // tails: indices into order, increasing base positions
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto at = std::lower_bound(tails.begin(), tails.end(), order[i].first,
                               [&](std::size_t tail, std::size_t position) { return order[tail].first < position; });
    if (at != tails.begin()) previous[i] = *(at - 1);
    if (at == tails.end())
      tails.push_back(i);
    else
      *at = i;
  }
  std::vector<bool> kept(order.size(), false);
  if (!tails.empty())
    for (std::size_t i = tails.back(); i < order.size(); i = previous[i]) kept[i] = true;
  std::unordered_set<std::string> out;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (!kept[i]) out.insert(*order[i].second);
  return out;
}

struct Placed {
  const Unit* unit = nullptr;  // the one whose place and blank lines are used
  std::string before, text;
  bool ours_alone = false;  // neither base nor theirs has it
};

class ListMerge {
 public:
  ListMerge(const UnitList& base, const UnitList& ours, const UnitList& theirs, const std::string& separator,
            const Resolve& resolve)
      : base_(base),
        ours_(ours),
        theirs_(theirs),
        separator_(separator),
        resolve_(resolve),
        in_base_(index_of(base)),
        in_ours_(index_of(ours)),
        in_theirs_(index_of(theirs)) {}

  ListMerged run() {
    auto ours_moved = moved(ours_, in_base_, in_theirs_), theirs_moved = moved(theirs_, in_base_, in_ours_);
    auto follows = [&](const std::string& key) { return theirs_moved.count(key) && !ours_moved.count(key); };
    for (const auto& unit : ours_.units)
      if (!follows(unit.key)) place_ours(unit);
    for (std::size_t i = 0; i < theirs_.units.size(); ++i) {
      const auto& unit = theirs_.units[i];
      if (!in_ours_.count(unit.key))
        insert(i, nullptr);
      else if (follows(unit.key))
        insert(i, unit_of(ours_, in_ours_, unit.key));
    }
    return {print(), changed_};
  }

 private:
  using Place = std::list<Placed>::iterator;

  void put(Place before, Placed placed) {
    const auto* unit = placed.unit;
    placed_[unit->key] = out_.insert(before, std::move(placed));
  }

  void place_ours(const Unit& unit) {
    auto* base = unit_of(base_, in_base_, unit.key);
    auto* theirs = unit_of(theirs_, in_theirs_, unit.key);
    auto text = resolve_(base, &unit, theirs);
    if (!text || *text != unit.text()) changed_ = true;
    if (text) put(out_.end(), {&unit, unit.before, *text, !base && !theirs});
  }

  void insert(std::size_t at_theirs, const Unit* ours) {
    const auto& unit = theirs_.units[at_theirs];
    auto text = resolve_(unit_of(base_, in_base_, unit.key), ours, &unit);
    if (!text) return;
    changed_ = true;
    auto at = place_after_neighbour(at_theirs);
    auto before = unit.before;
    bool joins_run = at != out_.begin() && std::prev(at)->unit->kind == unit.kind;
    bool started_run = at_theirs == 0 || theirs_.units[at_theirs - 1].kind != unit.kind;
    if (separator_.empty() && joins_run && started_run) before.clear();
    if (before.empty() && at != out_.begin()) before = separator_;
    if (at == out_.begin() && !out_.empty() && at->before.empty()) at->before = separator_;
    put(at, {&unit, before, *text, false});
  }

  // What ours alone put at a place stands in front of what theirs put there, and a block's attributes behind its
  // fields.
  static bool goes_first(const Placed& placed, const Unit& unit) {
    const auto& kind = placed.unit->kind;
    return placed.ours_alone && (kind == unit.kind || (kind == "field" && unit.kind == "attribute"));
  }

  // Behind the nearest unit that stands in front of it in theirs.
  Place place_after_neighbour(std::size_t at_theirs) {
    for (std::size_t i = at_theirs; i-- > 0;) {
      auto found = placed_.find(theirs_.units[i].key);
      if (found == placed_.end()) continue;
      auto at = std::next(found->second);
      while (at != out_.end() && goes_first(*at, theirs_.units[at_theirs])) ++at;
      return at;
    }
    return out_.begin();
  }

  std::string print() {
    std::string text;
    bool first_was_flush = ours_.units.empty() || ours_.units.front().before.empty();
    if (!out_.empty() && first_was_flush) out_.front().before.clear();
    for (const auto& placed : out_) {
      if (!text.empty() && text.back() != '\n') text += '\n';
      text += placed.before;
      text += placed.text;
    }
    if (!ours_.tail.empty() && !text.empty() && text.back() != '\n') text += '\n';
    return text + ours_.tail;
  }

  const UnitList &base_, &ours_, &theirs_;
  const std::string& separator_;
  const Resolve& resolve_;
  Index in_base_, in_ours_, in_theirs_;
  std::list<Placed> out_;
  std::unordered_map<std::string_view, Place> placed_;  // by key
  bool changed_ = false;
};

}  // namespace

bool same(const Unit& a, const Unit& b) {
  if (a.body == b.body && a.comments == b.comments) return true;
  return meaning_of(a.body) == meaning_of(b.body) && meaning_of(a.comments) == meaning_of(b.comments);
}

ListMerged merge_lists(const UnitList& base, const UnitList& ours, const UnitList& theirs, const std::string& separator,
                       const Resolve& resolve) {
  return ListMerge(base, ours, theirs, separator, resolve).run();
}

}  // namespace tributary::psl
