#include <fmt/format.h>

#include "base/text.hpp"
#include "report/text.hpp"

namespace tributary {

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Ink::red;
    case Severity::warning:
      return Ink::yellow;
    case Severity::info:
      return Ink::cyan;
    case Severity::off:
      return Ink::dim;
  }
  return Ink::plain;
}

Ink ink_of(const History& history) {
  if (!history.failed.empty() || !history.edited.empty()) return Ink::red;
  switch (history.state) {
    case LedgerState::in_sync:
      return Ink::green;
    case LedgerState::diverged:
    case LedgerState::lock_mismatch:
      return Ink::red;
    default:
      return Ink::yellow;
  }
}

std::string short_commit(const std::string& commit) {
  return commit.substr(0, 8);
}

std::string owner_in_words(const std::optional<Owner>& owner, const std::string& taken_out_by) {
  if (!owner && !taken_out_by.empty())
    return fmt::format("the target, until {} took it out", short_commit(taken_out_by));
  if (!owner) return "nobody in this repository";
  auto name = owner->source.empty() ? owner->ref : owner->source;
  if (owner->commit.empty()) return owner->ref.empty() ? name + " (not committed anywhere)" : name;
  return fmt::format("{} (commit {})", name, short_commit(owner->commit));
}

void write_notes(Page& page, const Answer& answer) {
  if (answer.notes.empty() || page.style().quiet) return;
  page.blank();
  for (const auto& note : answer.notes) page.paragraph(note, 0, {"note: ", Ink::cyan});
}

void write_next(Page& page, const std::vector<std::string>& commands) {
  if (commands.empty()) return;
  page.heading("Next");
  for (const auto& command : commands) page.command(command);
}

namespace {

struct Line {
  const char* label;
  const ForecastLine* line;
  bool worth = false;
};

// What somebody must know before typing: refusals, what would really run, and where to type something else. That the
// usual command is right needs no line, nor does each command's own wording for a server that is down.
std::vector<Line> worth_saying(const History& history) {
  const auto& all = history.forecast;
  auto wrong = [](const ForecastLine& line) { return !line.instead.empty() || line.exit > 0; };
  bool answered = history.state != LedgerState::unreachable && history.state != LedgerState::denied;
  return {{"status      ", &all.status,
           answered ? history.state != LedgerState::in_sync || wrong(all.status) : wrong(all.status)},
          {"deploy      ", &all.deploy, answered && (wrong(all.deploy) || !history.deploys.empty())},
          {"dev         ", &all.dev, answered && wrong(all.dev)},
          {"db pull     ", &all.db_pull, !all.db_pull.instead.empty()},
          {"resolve     ", &all.resolve, !all.resolve.instead.empty()}};
}

void write_commands(Page& page, const std::vector<std::string>& commands, const std::string& whose, int indent,
                    Said& said) {
  bool is_long = text::join(commands, " ").size() > 80;
  auto [at, fresh] = said.emplace(commands, whose);
  if (is_long && !fresh) {
    page.line({{"the commands given for " + at->second + " above", Ink::dim}}, indent);
    return;
  }
  for (const auto& command : commands) page.command(command, indent);
}

}  // namespace

void write_forecast(Page& page, const History& history, int indent, Said& said) {
  for (const auto& line : worth_saying(history)) {
    if (!line.worth || line.line->sentence.empty()) continue;
    page.paragraph(line.line->sentence, indent, {line.label, Ink::dim});
    if (!line.line->instead.empty())
      write_commands(page, line.line->instead, history.consumer.source, indent + 12, said);
  }
}

void write_error(Page& page, const Error& error) {
  bool first = true;
  for (const auto& line : text::lines(error.what())) {
    page.paragraph(line, 0, first ? Span{"error: ", Ink::red} : Span{"       "});
    first = false;
  }
  if (first) page.paragraph("", 0, {"error: ", Ink::red});
  if (!error.where.empty()) page.line({{"   at: ", Ink::dim}, {error.where}});
  first = true;
  for (const auto& line : text::lines(error.hint)) {
    page.paragraph(line, 0, first ? Span{" hint: ", Ink::cyan} : Span{"       "});
    first = false;
  }
}

}  // namespace tributary
