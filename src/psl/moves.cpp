#include "psl/moves.hpp"

#include <optional>

#include "psl/markers.hpp"
#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

struct Declared {
  std::string file, text;
  int times = 0;
};
using Declarations = std::map<std::string, Declared>;  // by title

Declarations declarations_of(const Files& files) {
  Declarations out;
  for (const auto& [path, text] : files) {
    SyntaxTree tree(text);
    for (const auto& unit : top_units(tree).units)
      if (unit.item) {
        auto& one = out[declaration_title(*unit.item)];
        one = {path, unit.text(), one.times + 1};
      }
  }
  return out;
}

const Declared* once(const Declarations& all, const std::string& title) {
  auto at = all.find(title);
  return at == all.end() || at->second.times != 1 ? nullptr : &at->second;
}

// The declaration with its comments and the blank lines in front of it.
std::string without(const std::string& text, const std::string& title) {
  SyntaxTree tree(text);
  std::string out;
  auto list = top_units(tree);
  for (const auto& unit : list.units)
    if (!unit.item || declaration_title(*unit.item) != title) out += unit.before + unit.text();
  return out + list.tail;
}

void move(Files& files, const Declared& from, const std::string& title, const std::string& to) {
  auto& left = files[from.file];
  left = without(left, title);
  auto& there = files[to];
  there = ended(there) + (there.empty() ? "" : "\n") + ended(from.text);
}

// `mover` has it at `now.file`, where neither base nor the other has that declaration.
void follow(Files& base, Files& other, const Declared& before, const Declared& in_other, const Declared& now,
            const std::string& title) {
  if (base.count(now.file) && !other.count(now.file)) return;  // the other deleted the file it went to
  move(base, before, title, now.file);
  move(other, in_other, title, now.file);
}

}  // namespace

void follow_moves(Files& base, Files& ours, Files& theirs) {
  auto in_base = declarations_of(base), in_ours = declarations_of(ours), in_theirs = declarations_of(theirs);
  for (const auto& [title, before] : in_base) {
    const auto *o = once(in_ours, title), *t = once(in_theirs, title);
    if (before.times != 1 || !o || !t) continue;
    bool by_ours = o->file != before.file, by_theirs = t->file != before.file;
    if (by_ours && !by_theirs && t->text != before.text) follow(base, theirs, before, *t, *o, title);
    if (by_theirs && !by_ours && o->text != before.text) follow(base, ours, before, *o, *t, title);
  }
}

std::string file_of(const Files& files, const std::string& declaration, const std::string& but) {
  std::string found;
  for (const auto& [path, text] : files) {
    if (path == but) continue;
    SyntaxTree tree(text);
    for (const auto& item : tree.items())
      if (item.kind == Item::Kind::block && declaration_title(item) == declaration) found = path;
  }
  return found;
}

}  // namespace tributary::psl
