#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/gate.hpp"
#include "cli/pending.hpp"
#include "cli/pipeline.hpp"
#include "cli/rewrite.hpp"
#include "cli/settings.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct CheckArgs {
  std::vector<std::string> sources, require, incoming;
  std::string fail_on, baseline, result;
  std::string environment;
  bool write_baseline = false, rehearse = false, with_prisma = false, pending = false;
};

constexpr const char* default_baseline = "tributary-baseline.txt";
constexpr const char* baseline_header =
    "# Findings that tributary check leaves out; only the first word of a line counts.\n";

std::optional<MergeInProgress> merge_in_progress(const Session& session, const CheckArgs& args) {
  if (args.incoming.empty() && args.result.empty()) return std::nullopt;
  if (args.incoming.empty()) throw Error("--result needs --incoming: the commits that are merged");
  MergeInProgress merging;
  for (const auto& commit : args.incoming) merging.incoming.push_back({commit, commit});
  merging.result = args.result;
  auto index = session.environment.find("GIT_INDEX_FILE");
  if (args.result == "INDEX" && index != session.environment.end()) merging.index_file = absolute_path(index->second);
  return merging;
}

std::optional<Severity> threshold(const CheckArgs& args) {
  if (args.fail_on.empty()) return std::nullopt;
  return args.fail_on == "warning" ? Severity::warning : Severity::error;
}

std::string baseline_text(const Verdict& verdict) {
  std::vector<std::string> lines;
  for (const auto& finding : verdict.findings) {
    auto line = fmt::format("{} {} {} {}", finding.fingerprint, finding.rule, printable(finding.place.source),
                            printable(finding.place.migration));
    lines.push_back(text::trim(line));
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return baseline_header + text::join(lines, "\n") + (lines.empty() ? "" : "\n");
}

std::string baseline_path(const Session& session, const CheckArgs& args, const Config& config) {
  if (!args.baseline.empty()) return args.baseline;
  auto root = worktree_root(session.globals.repository);
  if (root.empty())
    throw Error("no worktree to write the baseline in", session.globals.repository, "name it with --baseline FILE");
  return join_path(root, config.baseline.empty() ? default_baseline : config.baseline);
}

// A slip of the hand must not cost a schema: only what a baseline begins with is replaced.
void require_baseline_or_nothing(const std::string& path) {
  if (kind_of(path) == FileKind::absent) return;
  auto read = read_file(path);
  if (read.bytes && (read.bytes->empty() || read.bytes->starts_with(baseline_header))) return;
  throw Error("there is something else than a baseline of tributary's", path,
              "name another file with --baseline, or remove this one");
}

std::string write_baseline(const Session& session, const CheckArgs& args, const Config& config,
                           const Verdict& verdict) {
  auto path = baseline_path(session, args, config);
  require_baseline_or_nothing(path);
  rewrite("check --write-baseline", {{path, read_file(path).bytes, baseline_text(verdict)}});
  auto note = fmt::format("{} findings are in {} now.", verdict.findings.size(), path);
  if (config.baseline.empty()) note += " Name it in tributary.yaml (baseline: …) and commit both to the target.";
  return note;
}

// What is pending is judged by what a deploy would do, and by nothing else: an option that would be passed over must
// not look as if it had been heeded.
void refuse_beside_pending(const CheckArgs& args) {
  auto requires_it = [&](const char* what) {
    return std::find(args.require.begin(), args.require.end(), what) != args.require.end();
  };
  const std::vector<std::pair<bool, const char*>> given = {{args.rehearse, "--rehearse"},
                                                           {args.with_prisma, "--with-prisma"},
                                                           {!args.fail_on.empty(), "--fail-on"},
                                                           {!args.baseline.empty(), "--baseline"},
                                                           {args.write_baseline, "--write-baseline"},
                                                           {!args.incoming.empty(), "--incoming"},
                                                           {!args.result.empty(), "--result"},
                                                           {args.environment == "all", "--env all"},
                                                           {requires_it("rehearsal"), "--require rehearsal"},
                                                           {requires_it("prisma"), "--require prisma"}};
  for (const auto& [is_given, option] : given)
    if (is_given)
      throw Error(std::string("--pending does not go together with ") + option, "check --pending",
                  std::string("leave one of the two out: a second run without --pending takes ") + option);
}

int check(const Session& asked, const CheckArgs& args) {
  if (args.pending) refuse_beside_pending(args);
  auto session = looking_at(asked, args.sources);
  auto config = gate_config(session);
  GateQuestion question;
  question.sources = args.sources, question.merging = merge_in_progress(session, args);
  question.baseline = args.baseline, question.without_baseline = args.write_baseline;
  question.fail_on = threshold(args), question.require = args.require;
  question.rehearse = args.rehearse, question.with_prisma = args.with_prisma;
  question.environment = args.environment;
  auto answer = args.pending ? judge_pending(session, config, question) : judge(session, config, question);
  if (args.write_baseline) {
    answer.notes.push_back(write_baseline(session, args, config, answer.verdict));
    answer.verdict.findings.clear();
    answer.exit = 0;
  }
  answer.files_url = files_url_by_ci(session.environment);
  return finish(session, answer);
}

void declare(Options& options, CheckArgs& args) {
  options.flag("--pending", args.pending,
               "judge what a deploy would do in these DATABASEs (default: all), named instead of sources");
  options.value("--env", args.environment, "NAME|all",
                "judge against this environment's database; all: compare the environments, too");
  options.words("SOURCE", args.sources, "judge these (default: every source): names, branches, worktree paths or refs");
  options.choice("--fail-on", args.fail_on, {"error", "warning"}, "exit with 1 from this severity on (default: error)");
  options.value("--baseline", args.baseline, "FILE", "leave out the findings it lists");
  options.flag("--write-baseline", args.write_baseline, "write today's findings there, so that only new ones count");
  options.flag("--rehearse", args.rehearse, "execute the plan in scratch databases, for the rules that need it");
  options.flag("--with-prisma", args.with_prisma,
               "run the worktrees' own `prisma validate` beside; executes their prisma.config");
  options.list("--require", args.require, "database|sql|structure|rehearsal|prisma",
               "also exit with 1 where a rule could not look for lack of it",
               {"database", "sql", "structure", "rehearsal", "prisma"});
  options.list("--incoming", args.incoming, "COMMIT", "judge a merge of this commit into the target");
  options.value("--result", args.result, "TREE|INDEX",
                "what that merge gives, where it is known: a tree, or the index");
}

}  // namespace

Command check_command() {
  auto args = std::make_shared<CheckArgs>();
  return {"check",
          "the rules; exits with 1 where a finding reaches the threshold",
          {Format::markdown, Format::sarif, Format::junit, Format::github, Format::gitlab},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) { return check(session, *args); }};
}

}  // namespace tributary::cli
