#include <fmt/format.h>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"
#include "report/page.hpp"
#include "report/text.hpp"
#include "tributary/ledger_table.hpp"

namespace tributary {
namespace {

const char* state_name(LedgerEntry::State state) {
  switch (state) {
    case LedgerEntry::State::applied:
      return "applied";
    case LedgerEntry::State::failed:
      return "failed";
    case LedgerEntry::State::rolled_back:
      return "rolled back";
  }
  return "applied";
}

std::string lasted(const LedgerEntry& entry) {
  if (!entry.ms) return "-";
  if (*entry.ms < 1000) return fmt::format("{} ms", *entry.ms);
  return *entry.ms < 60'000 ? fmt::format("{:.1f} s", static_cast<double>(*entry.ms) / 1000)
                            : fmt::format("{} min", *entry.ms / 60'000);
}

std::string state_in_words(const LedgerEntry& entry) {
  return std::string(state_name(entry.state)) + (entry.edited ? ", edited since" : "");
}

std::string whose(const LedgerEntry& entry) {
  return owner_in_words(entry.owner, entry.taken_out_by);
}

Ink ink_of(const LedgerEntry& entry) {
  if (entry.state == LedgerEntry::State::failed || entry.edited) return Ink::red;
  return entry.state == LedgerEntry::State::applied ? Ink::plain : Ink::yellow;
}

void write_table(Page& page, const LedgerTable& ledger) {
  page.blank();
  auto rows = !ledger.error.empty() ? ledger.error
              : ledger.has_ledger   ? counted(ledger.entries.size(), "row")
                                    : "no ledger table";
  page.line({{ledger.database, Ink::bold}, {"  " + rows}, {ledger.url.empty() ? "" : "  " + ledger.url, Ink::dim}});
  Table table;
  table.columns = {{"MIGRATION", false, 24},     {"STARTED (UTC)"},   {"TOOK", true}, {"STATE"},
                   {"CHECKSUM", false, 0, true}, {"WHOSE", false, 16}};
  for (const auto& entry : ledger.entries)
    table.rows.push_back({{entry.migration},
                          {readable_time(entry.started_at), Ink::dim},
                          {lasted(entry), Ink::dim},
                          {state_in_words(entry), ink_of(entry)},
                          {entry.checksum.substr(0, 8), Ink::dim},
                          {whose(entry), entry.owner ? Ink::plain : Ink::yellow}});
  if (!table.rows.empty()) page.table(table);
  for (const auto& entry : ledger.entries)
    if (!entry.log_line.empty()) page.paragraph(entry.migration + ": " + entry.log_line, 2, {"log  ", Ink::red});
  if (!ledger.pending.empty()) page.paragraph(text::join(ledger.pending, ", "), 2, {"still to run  ", Ink::yellow});
}

Json json_entry(const LedgerEntry& entry) {
  Json owner;
  if (entry.owner)
    owner = {{"source", json_or_null(entry.owner->source)},
             {"ref", json_or_null(entry.owner->ref)},
             {"commit", json_or_null(entry.owner->commit)},
             {"also_in", json_names(entry.owner->also_in)}};
  return {{"migration", json_text(entry.migration)},
          {"state", entry.state == LedgerEntry::State::rolled_back ? "rolled-back" : state_name(entry.state)},
          {"started_at", json_or_null(entry.started_at)},
          {"finished_at", entry.finished_at ? json_text(*entry.finished_at) : Json()},
          {"ms", entry.ms ? Json(*entry.ms) : Json()},
          {"checksum", json_text(entry.checksum)},
          {"edited", entry.edited},
          {"owner", owner},
          {"folder", json_or_null(entry.folder)},
          {"taken_out_by", json_or_null(entry.taken_out_by)},
          {"log", json_or_null(entry.log_line)}};
}

std::string as_json(const std::vector<LedgerTable>& tables, const std::string& version) {
  Json ledgers = Json::array();
  for (const auto& ledger : tables) {
    Json rows = Json::array();
    for (const auto& entry : ledger.entries) rows.push_back(json_entry(entry));
    ledgers.push_back({{"database", json_text(ledger.database)},
                       {"url", json_or_null(ledger.url)},
                       {"error", json_or_null(ledger.error)},
                       {"has_ledger", ledger.has_ledger},
                       {"rows", rows},
                       {"pending", json_names(ledger.pending)}});
  }
  return dump(
      {{"tributary", json_text(version)}, {"format", 1}, {"command", "ledger"}, {"exit", 0}, {"ledgers", ledgers}});
}

std::string as_markdown(const std::vector<LedgerTable>& tables) {
  std::string out;
  for (const auto& ledger : tables) {
    out += "## Ledger of " + markdown_text(ledger.database) + "\n\n";
    if (!ledger.error.empty() || !ledger.has_ledger) {
      out += markdown_text(ledger.error.empty() ? "There is no ledger table." : ledger.error) + "\n\n";
      continue;
    }
    out += "| Migration | Started (UTC) | Took | State | Checksum | Whose |\n|---|---|---|---|---|---|\n";
    for (const auto& entry : ledger.entries)
      out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown_code(entry.migration),
                         readable_time(entry.started_at), lasted(entry), state_in_words(entry),
                         markdown_code(entry.checksum.substr(0, 8)), markdown_text(whose(entry)));
    out += "\n";
  }
  return out;
}

}  // namespace

std::string render_ledgers(const std::vector<LedgerTable>& tables, const std::string& version, Format format,
                           const Style& style) {
  if (format == Format::json) return as_json(tables, version);
  if (format == Format::markdown) return as_markdown(tables);
  Page page(style);
  for (const auto& ledger : tables) write_table(page, ledger);
  if (tables.empty()) page.line({{"No worktree points at a database"}});
  return page.take();
}

}  // namespace tributary
