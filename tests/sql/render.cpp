#include "render.hpp"

#include <fmt/format.h>

#include <set>

#include "base/text.hpp"

using namespace tributary;

namespace {

std::string name(const ObjectName& object) {
  std::string out = kind_text(object.kind);
  if (!object.name.empty() || !object.part.empty()) out += " ";
  if (!object.schema.empty()) out += object.schema + ".";
  out += object.name;
  if (!object.part.empty()) out += (object.name.empty() ? "" : ".") + object.part;
  if (!object.arguments.empty()) out += "(" + object.arguments + ")";
  return out;
}

std::string verb(Verb verb) {
  switch (verb) {
    case Verb::create:
      return "create";
    case Verb::alter:
      return "alter";
    case Verb::drop:
      return "drop";
    case Verb::rename:
      return "rename";
    case Verb::comment:
      return "comment";
    case Verb::grant:
      return "grant";
    case Verb::write:
      return "write";
    case Verb::read:
      return "read";
    case Verb::session:
      return "session";
    case Verb::opaque:
      return "opaque";
  }
  return "?";
}

std::string how(Use::How how) {
  switch (how) {
    case Use::How::foreign_key:
      return "foreign key";
    case Use::How::reads:
      return "reads";
    case Use::How::writes:
      return "writes";
    case Use::How::type:
      return "type";
    case Use::How::calls:
      return "calls";
    case Use::How::indexes:
      return "indexes";
    case Use::How::owner:
      return "owner";
    case Use::How::parent:
      return "parent";
    case Use::How::names:
      return "names";
  }
  return "?";
}

std::string use(const Use& use) {
  return how(use.how) + " " + name(use.object) + (use.late ? " late" : "") + (use.guess ? "?" : "");
}

std::string flags(const Change& change) {
  std::vector<std::string> out;
  auto flag = [&](bool set, const char* text) {
    if (set) out.push_back(text);
  };
  flag(change.aspect != Aspect::none, aspect_text(change.aspect));
  flag(change.if_exists, "if exists");
  flag(change.if_not_exists, "if not exists");
  flag(change.or_replace, "or replace");
  flag(change.cascade, "cascade");
  flag(change.concurrently, "concurrently");
  flag(change.unique, "unique");
  flag(change.not_valid, "not valid");
  flag(change.existing_rows, "rows");
  flag(change.column && change.column->volatile_default, "volatile");
  return out.empty() ? "" : " [" + text::join(out, ", ") + "]";
}

std::string listed(const std::string& sql, bool with_places) {
  std::string out;
  auto read = read_changes(sql);
  for (const auto& change : read.changes)
    out += (with_places ? fmt::format("{}:{} ", change.line, change.column_number) : "") + rendered(change) + "\n";
  for (const auto& problem : read.problems)
    out += fmt::format("problem {}:{} {}\n", problem.line, problem.column, problem.message);
  return out;
}

}  // namespace

std::string rendered(const Change& change) {
  auto out = verb(change.verb) + (change.object == ObjectName{} ? "" : " " + name(change.object));
  if (change.to) out += " to " + name(*change.to);
  out += flags(change);
  // Of a write it is the statement itself.
  if (!change.definition.empty() && change.verb != Verb::write) out += " = " + change.definition;
  if (change.column && !change.column->using_expression.empty()) out += " using " + change.column->using_expression;
  if (!change.because.empty()) out += " because " + change.because;
  std::vector<std::string> uses;
  for (const auto& one : change.needs) uses.push_back(use(one));
  return out + (uses.empty() ? "" : " needs " + text::join(uses, ", "));
}

std::string changes(const std::string& sql) {
  return listed(sql, false);
}
std::string places(const std::string& sql) {
  return listed(sql, true);
}

std::string needs(const std::string& sql) {
  std::set<std::string> lines;
  for (const auto& change : read_changes(sql).changes)
    for (const auto& one : change.needs) lines.insert(use(one) + "\n");
  std::string out;
  for (const auto& line : lines) out += line;
  return out;
}
