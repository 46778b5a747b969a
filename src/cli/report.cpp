#include <memory>

#include "base/files.hpp"
#include "cli/checklist_facts.hpp"
#include "cli/pipeline.hpp"
#include "cli/planned.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"
#include "tributary/page.hpp"

namespace tributary::cli {
namespace {

struct ReportArgs {
  PlannedArgs planned;
  bool force = false;
};

// A slip of the hand must not cost a file: only a report is replaced by one.
void require_report_or_nothing(const std::string& path) {
  if (path.empty() || kind_behind(path) != FileKind::file) return;
  auto read = read_file(path);
  if (read.bytes && (read.bytes->empty() || is_own_report(*read.bytes))) return;
  throw Error("there is something else than a report of tributary's", path,
              "name another file with --output, or write over it with --force");
}

// What merging every source would leave of the schemas; nothing is written.
std::optional<MergePlan> merge_of_all(const Analysis& analysis, std::vector<std::string>& notes) {
  std::vector<std::string> sources;
  for (const auto& step : analysis.sequence.steps) sources.push_back(step.source);
  if (sources.empty()) return std::nullopt;
  try {
    return plan_merge(analysis.workspace, analysis.sequence, sources);
  } catch (const Error& error) {
    notes.push_back(std::string("The merged schema is not shown: ") + error.what() + ".");
    return std::nullopt;
  }
}

Answer answer_of(const Session& session, const ReportArgs& args) {
  auto answer = planned_answer(session, worktree_config(session), "report", args.planned, true);
  answer.with_databases = true;
  answer.merge = merge_of_all(answer.analysis, answer.notes);
  return answer;
}

// Before every merge of the sequence, and for the weekly meeting. Each list asks on its own copy: it narrows what is
// judged.
std::vector<Checklist> checklists(const Session& session, const Answer& answer) {
  std::vector<Checklist> out;
  auto config = worktree_config(session);
  ChecklistArgs before, weekly;
  weekly.weekly = true;
  for (const auto& step : answer.sequence->steps) before.sources.push_back(step.source);
  for (const auto* args : {&before, &weekly}) {
    if (!args->weekly && args->sources.empty()) continue;
    try {
      auto analysis = answer.analysis;
      auto question = checklist_question(session, config, *args, analysis);
      question.rehearsal_asked = analysis.rehearsal != nullptr;
      out.push_back(make_checklist(analysis, question));
    } catch (const Error& error) {
      session.ui.note(std::string("A checklist is not shown: ") + printable(error.what()));
    }
  }
  return out;
}

int report(const Session& session, const ReportArgs& args) {
  if (!args.force) require_report_or_nothing(session.globals.ui.output);
  try {
    auto answer = answer_of(session, args);
    auto format = session.globals.format;
    auto with_lists = format == Format::html || format == Format::json;
    auto lists = with_lists ? checklists(session, answer) : std::vector<Checklist>();
    session.ui.progress("");
    session.ui.print(render_report(answer, lists, format, session.ui.style()));
    return answer.exit;
  } catch (const Error& error) {
    // Whoever opens the page must not see yesterday's.
    if (session.globals.format == Format::html) session.ui.print(render_error(error, Format::html, {}));
    throw;
  }
}

}  // namespace

Command report_command() {
  auto args = std::make_shared<ReportArgs>();
  return {"report",
          "one page to look at: what lies where, in which order it is merged, and who collides with whom",
          {Format::html, Format::svg, Format::mermaid},
          [args](Options& options) {
            declare_rehearsal(options, args->planned,
                              "execute the plan in scratch databases, and show what came of it");
            options.flag("--force", args->force, "write over a file that is no report of tributary's");
          },
          [args](const Session& session) { return report(session, *args); },
          Format::html};
}

}  // namespace tributary::cli
