#include "report/count.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tributary {

Count count_of(const std::vector<Finding>& findings) {
  Count count;
  for (const auto& finding : findings) {
    count.errors += finding.severity == Severity::error;
    count.warnings += finding.severity == Severity::warning;
    count.infos += finding.severity == Severity::info;
  }
  return count;
}

std::string counted(std::size_t number, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", number, number == 1 ? one : many.empty() ? one + "s" : many);
}

std::string in_words(const Count& count) {
  std::vector<std::string> parts;
  if (count.errors) parts.push_back(counted(count.errors, "error"));
  if (count.warnings) parts.push_back(counted(count.warnings, "warning"));
  if (count.infos) parts.push_back(counted(count.infos, "info"));
  return parts.empty() ? "no findings" : text::join(parts, ", ");
}

std::string in_words(const History& history) {
  auto apply = fmt::format("{} to apply", history.unapplied.size());
  auto foreign = counted(history.missing.size(), "foreign row");
  std::string words;
  switch (history.state) {
    case LedgerState::in_sync:
      words = "in sync";
      break;
    case LedgerState::behind:
      words = apply;
      break;
    case LedgerState::folder_behind:
      words = foreign;
      break;
    case LedgerState::diverged:
      words = apply + ", " + foreign;
      break;
    case LedgerState::no_table:
      words = "no ledger table";
      break;
    case LedgerState::lock_mismatch:
      words = "lock file: " + history.lock_provider;
      break;
    case LedgerState::unreachable:
      return "unreachable";
    case LedgerState::denied:
      return "login refused";
  }
  if (!history.failed.empty()) words += fmt::format(", {} failed", history.failed.size());
  if (!history.edited.empty()) words += fmt::format(", {} edited", history.edited.size());
  return words;
}

const char* ledger_state_name(LedgerState state) {
  switch (state) {
    case LedgerState::in_sync:
      return "in-sync";
    case LedgerState::behind:
      return "behind";
    case LedgerState::folder_behind:
      return "folder-behind";
    case LedgerState::diverged:
      return "diverged";
    case LedgerState::no_table:
      return "no-table";
    case LedgerState::lock_mismatch:
      return "lock-mismatch";
    case LedgerState::unreachable:
      return "unreachable";
    case LedgerState::denied:
      return "denied";
  }
  return "unreachable";
}

const Database* database_of(const Answer& answer, const std::string& source, const std::string& project) {
  if (!answer.analysis.databases) return nullptr;
  const ProjectRef wanted{source, project};
  for (const auto& database : *answer.analysis.databases)
    if (std::find(database.consumers.begin(), database.consumers.end(), wanted) != database.consumers.end())
      return &database;
  return nullptr;
}

const History* history_of(const Answer& answer, const std::string& source, const std::string& project) {
  for (const auto& history : answer.analysis.histories)
    if (history.consumer.source == source && history.consumer.project == project) return &history;
  return nullptr;
}

}  // namespace tributary
