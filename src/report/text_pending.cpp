#include <algorithm>

#include "report/count.hpp"
#include "report/environments.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

using What = DeployOutcome::What;

void write_ledger(Page& page, const History& history) {
  page.blank();
  page.line(
      {{history.database, Ink::bold}, {"  " + history.consumer.source + ": "}, {in_words(history), ink_of(history)}});
  page.list(history.deploys, 4, 12);
  EnvironmentLook look;
  look.history = history;
  page.paragraph(deploy_in_words(look), 2, {"deploy  ", Ink::dim}, ink_of(history.forecast.outcome));
  for (const auto& command : history.forecast.deploy.instead) page.command(command, 10);
}

std::size_t counted_of(const Answer& answer, std::initializer_list<What> kinds) {
  const auto& all = answer.analysis.histories;
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const History& history) {
    return std::find(kinds.begin(), kinds.end(), history.forecast.outcome.what) != kinds.end();
  }));
}

}  // namespace

void write_pending(Page& page, const Answer& answer) {
  for (const auto& history : answer.analysis.histories) write_ledger(page, history);
  write_findings(page, answer.analysis.workspace, answer.verdict.findings);
  write_notes(page, answer);
  page.blank();
  auto bad = counted_of(answer, {What::fails, What::destroys}), unknown = counted_of(answer, {What::unknown});
  auto all = counted(answer.analysis.histories.size(), "deploy");
  if (bad)
    page.line({{counted(bad, "deploy") + " of " + std::to_string(answer.analysis.histories.size()) +
                    (bad == 1 ? " fails or destroys" : " fail or destroy"),
                Ink::red},
               {"; the gate is shut (exit 1)", Ink::red}});
  else if (unknown)
    page.line({{"Of " + counted(unknown, "deploy") + " it is not known what it does", Ink::yellow}});
  else if (answer.analysis.histories.empty())
    page.line({{"No database was looked at", Ink::yellow}});
  else
    page.line(
        {{all + (answer.analysis.histories.size() == 1 ? " goes" : " go") + " through, as far as the databases show",
          Ink::green}});
}

}  // namespace tributary
