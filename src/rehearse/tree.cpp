#include "rehearse/tree.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "base/text.hpp"

namespace tributary::scratch {
namespace {

/// What makes two steps on top of the same node one: the same bytes in the same kind of session. A migration without a
/// script is itself by its name.
using Key = std::tuple<std::size_t, std::string, bool>;

std::string content_of(const Replayed& step) {
  return step.script ? step.script->blob : "name " + step.ref.migration;
}

class Marks {
 public:
  bool left_by(const Replayed& step) {
    if (!step.script) return false;
    auto [at, fresh] = known_.try_emplace(step.script->blob);
    if (fresh) at->second = marks_session(step.script->text);
    return at->second;
  }

 private:
  std::map<std::string, bool> known_;
};

}  // namespace

bool marks_session(const std::string& sql) {
  static const std::vector<std::string> beginnings = {
      "set ",   "set\t", "reset ",  "select", "do ",    "do$",         "call ",        "prepare ",      "declare",
      "listen", "load ", "discard", "begin",  "start ", "create temp", "create local", "create global", "with "};
  for (const auto& piece : text::split(text::replace_all(text::lower(sql), ";", "\n"), '\n')) {
    auto line = text::trim(piece);
    for (const auto& beginning : beginnings)
      if (line.starts_with(beginning)) return true;
    if (line.find("set_config") != line.npos) return true;
  }
  return false;
}

Tree tree_of(const std::vector<const Order*>& orders) {
  Tree tree;
  tree.nodes.emplace_back();
  std::map<Key, std::size_t> known;
  Marks marks;
  for (const auto* order : orders) {
    std::size_t at = 0;
    bool marked = false;
    auto& path = tree.paths.emplace_back();
    for (const auto& step : order->migrations) {
      bool new_session = step.new_deploy && marked;
      if (new_session) marked = false;
      auto [found, fresh] = known.try_emplace(Key(at, content_of(step), new_session), tree.nodes.size());
      if (fresh) {
        tree.nodes[at].children.push_back(found->second);
        tree.nodes.push_back({&step, new_session, at, {}, false});
      }
      at = found->second;
      path.push_back(at);
      marked = marked || marks.left_by(step);
      ++tree.listed;
    }
    tree.nodes[at].is_end = true;
  }
  return tree;
}

}  // namespace tributary::scratch
