#include "rehearse/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "tributary/change.hpp"

namespace tributary::scratch {
namespace {

constexpr std::size_t longest_statement = 500;

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// Byte of the n-th character, 1-based.
std::size_t byte_of(const std::string& text, int character) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if (starts_character(text[at]) && --character == 0) break;
  return at;
}

void set_place(StepOutcome& step, const std::string& text, std::size_t byte) {
  byte = std::min(byte, text.size());
  step.line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(byte), '\n'));
  auto line_begin = byte == 0 ? std::string::npos : text.rfind('\n', byte - 1);
  auto from = line_begin == std::string::npos ? 0 : line_begin + 1;
  step.column = 1 + static_cast<int>(std::count_if(text.begin() + static_cast<long>(from),
                                                   text.begin() + static_cast<long>(byte), starts_character));
}

std::string cut(const std::string& statement) {
  if (statement.size() <= longest_statement) return statement;
  auto end = longest_statement;
  while (end > 0 && !starts_character(statement[end])) --end;
  return statement.substr(0, end) + "…";
}

void set_statement(StepOutcome& step, const std::string& text, const Failure& failure) {
  auto statements = read_changes(text).statements;
  auto found = statements.end();
  if (failure.position > 0) {
    auto byte = byte_of(text, failure.position);
    set_place(step, text, byte);
    found = std::find_if(statements.begin(), statements.end(),
                         [&](const Statement& one) { return one.begin <= byte && byte < one.end; });
  } else if (failure.statements_done < statements.size()) {
    found = statements.begin() + static_cast<long>(failure.statements_done);
    set_place(step, text, found->begin);
  }
  if (found != statements.end()) step.statement = cut(text.substr(found->begin, found->end - found->begin));
}

/// The name in quotes that follows `before`: role "app" does not exist.
std::string quoted_after(const std::string& message, const std::string& before) {
  auto at = message.find(before + " \"");
  if (at == message.npos) return {};
  auto begin = at + before.size() + 2, end = message.find('"', begin);
  return end == message.npos ? "" : message.substr(begin, end - begin);
}

// Its words are the script's own, and so is the SQLSTATE: RAISE, and what other languages call it.
bool said_by_a_script(const Failure& failure) {
  return failure.function == "exec_stmt_raise" || failure.function.find("elog") != failure.function.npos;
}

}  // namespace

StepOutcome failed_step(const Replayed& step, const Failure& failure) {
  StepOutcome out{step.ref, step.source, StepOutcome::Outcome::failed};
  out.sqlstate = failure.sqlstate;
  out.message = failure.message;
  if (!failure.context.empty()) out.message += " (" + text::lines(failure.context).front() + ")";
  if (step.script) set_statement(out, step.script->text, failure);
  return out;
}

std::string machine_lacks(const Failure& failure, const std::set<std::string>& missing_extensions) {
  const auto& code = failure.sqlstate;
  const auto& message = failure.message;
  if (code.empty() || said_by_a_script(failure)) return {};
  auto extension = quoted_after(message, "extension");
  bool no_extension = message.find("is not available") != message.npos ||
                      message.find("could not open extension control file") != message.npos;
  if (!extension.empty() && no_extension && (code == "0A000" || code == "58P01"))
    return fmt::format("the extension {} is not installed where PostgreSQL runs", extension);
  if (code == "42501" && message.find("create extension") != message.npos)
    return fmt::format(
        "scripts run without a superuser's rights here: {} (extensions listed under scratch: extensions "
        "in tributary.yaml are made beforehand)",
        message);
  if (code == "42501" && message.find("role") != message.npos && message.find("set role") == message.npos)
    return fmt::format("scripts run without a superuser's rights here: {}", message);
  if (auto role = quoted_after(message, "role"); code == "42704" && !role.empty())
    return fmt::format("there is no role {} in the scratch server: --create-missing-roles makes it", role);
  for (const char* what : {"collation", "tablespace"})
    if (auto name = quoted_after(message, what); code == "42704" && !name.empty())
      return fmt::format("the scratch server has no {} {}", what, name);
  bool absent = code == "42704" || code == "42883" || code == "42P01" || code == "3F000";
  if (!missing_extensions.empty() && absent)
    return fmt::format("the extension {} could not be made in the scratch server", *missing_extensions.begin());
  return {};
}

}  // namespace tributary::scratch
