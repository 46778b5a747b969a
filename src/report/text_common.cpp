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

std::string owner_in_words(const std::optional<Owner>& owner) {
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

void write_forecast(Page& page, const History& history, int indent) {
  const auto& forecast = history.forecast;
  const std::pair<const char*, const ForecastLine*> lines[] = {{"status      ", &forecast.status},
                                                               {"deploy      ", &forecast.deploy},
                                                               {"dev         ", &forecast.dev},
                                                               {"db pull     ", &forecast.db_pull},
                                                               {"resolve     ", &forecast.resolve}};
  for (const auto& [label, line] : lines) {
    if (line->instead.empty() && line->exit == 0) continue;
    if (!line->sentence.empty()) page.paragraph(line->sentence, indent, {label, Ink::dim});
    for (const auto& command : line->instead) page.command(command, indent + 12);
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
