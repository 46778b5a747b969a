#include "cli/rehearsing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/deadline.hpp"
#include "prisma/script.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr std::size_t most_pairs = 20;
constexpr std::size_t most_failing = 8;

std::string variable(const Session& session, const std::string& name) {
  auto at = session.environment.find(name);
  return at == session.environment.end() ? "" : at->second;
}

std::string cache_dir(const Session& session) {
  if (session.globals.no_cache) return {};
  if (auto set = variable(session, "XDG_CACHE_HOME"); !set.empty()) return join_path(set, "tributary");
  auto home = variable(session, "HOME");
  return home.empty() ? "" : join_path(home, ".cache/tributary");
}

// The folder's programs are started: nothing that a source brings may lie in it.
void require_foreign_bin(const std::string& bin, const Workspace& workspace) {
  if (bin.empty()) return;
  for (const auto& source : workspace.sources)
    if (!source.path.empty() && (real_path(bin) + "/").starts_with(real_path(source.path) + "/"))
      throw Error("scratch: bin lies inside a worktree, and what a source brings is never started", bin,
                  "name the folder of a PostgreSQL that is installed on this machine");
}

void require_followed_scratch(const Config& config) {
  if (std::count(config.not_followed.begin(), config.not_followed.end(), "scratch"))
    throw Error("scratch is set otherwise here than in the target's commit, and a rehearsal starts programs by it",
                config.from, "commit it to the target, or say that you mean this file: --config " + config.from);
}

Secret scratch_url(const Session& session, const Config& config) {
  if (auto set = variable(session, "TRIBUTARY_SCRATCH_URL"); !set.empty()) return Secret(set);
  if (!config.scratch.url_env.empty()) {
    auto set = variable(session, config.scratch.url_env);
    if (set.empty()) throw Error("the scratch server's variable is not set", config.scratch.url_env);
    return Secret(set);
  }
  return config.scratch.url;
}

std::map<std::string, std::string> schemas_of(const Workspace& workspace) {
  std::map<std::string, std::string> schemas;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (!project.database || project.database->url.empty()) continue;
      auto url = prisma::parse_url(project.database->url.reveal());
      auto key = project.target_path.empty() ? project.path : project.target_path;
      if (url.postgres && !url.schema.empty()) schemas.emplace(key, url.schema);
    }
  return schemas;
}

// Roles that scripts grant to or give things to and do not make themselves.
std::vector<std::string> roles_in(const ChangesByBlob& changes) {
  static const std::set<std::string> special = {"public", "current_user", "session_user", "current_role"};
  std::set<std::string> named, made;
  for (const auto& [blob, script] : changes)
    for (const auto& change : script->changes) {
      if (change.object.kind == ObjectKind::role)
        (change.verb == Verb::create ? made : named).insert(change.object.name);
      for (const auto& need : change.needs)
        if (need.object.kind == ObjectKind::role) named.insert(need.object.name);
    }
  std::vector<std::string> out;
  for (const auto& role : named) {
    bool ours = !role.empty() && !made.count(role) && !special.count(text::lower(role)) && !role.starts_with("pg_") &&
                role.find("ROLESPEC") == role.npos;
    if (ours) out.push_back(role);
  }
  return out;
}

int major_of(const std::optional<std::vector<Database>>& databases) {
  int major = 0;
  if (databases)
    for (const auto& database : *databases) major = std::max(major, std::atoi(database.server_version.c_str()));
  return major;
}

// On a terminal one line that is written over; in a log a line for each quarter.
class Progress {
 public:
  explicit Progress(const Ui& ui) : ui_(ui) {}
  void operator()(std::size_t done, std::size_t total, const std::string& migration) {
    total = std::max(total, done + 1);
    if (ui_.shows_progress()) {
      constexpr std::size_t width = 24;
      auto full = done * width / total;
      ui_.progress(fmt::format("rehearsing [{}{}] {}/{} {}", std::string(full, '#'), std::string(width - full, '.'),
                               done, total, printable(migration)));
    } else if (auto quarter = done * 4 / total; quarter > quarter_) {
      quarter_ = quarter;
      ui_.note(fmt::format("rehearsed {} of {} scripts", done, total));
    }
  }

 private:
  const Ui& ui_;
  std::size_t quarter_ = 0;
};

// What ledgers name and no source holds any more, where the target's past has it.
std::map<std::string, std::shared_ptr<const Script>> past_scripts(const Analysis& analysis) {
  std::map<std::string, std::shared_ptr<const Script>> out;
  std::set<std::string> wanted;
  for (const auto& history : analysis.histories) {
    for (const auto& row : history.missing) wanted.insert(row.migration);
    for (const auto& name : history.edited) wanted.insert(name);
  }
  for (const auto& [project, past] : analysis.workspace.target.past)
    for (const auto& migration : past)
      if (wanted.count(migration.name))
        for (const auto& blob : migration.blobs) {
          constexpr auto no_cap = std::numeric_limits<std::uint64_t>::max();
          auto script = std::make_shared<Script>(prisma::read_script(read_blob(analysis.workspace, blob), no_cap));
          script->blob = blob;
          const auto& sums = script->checksums;
          for (const auto* sum : {&sums.as_is, &sums.lf, &sums.crlf}) out.emplace(*sum, script);
        }
  return out;
}

OrderQuestion question_for(const Analysis& analysis) {
  OrderQuestion question;
  std::set<std::pair<std::string, std::string>> pairs;
  const auto& target = analysis.workspace.target.name;
  for (const auto& clash : analysis.relations.clashes) {
    const auto &one = clash.here.source, &other = clash.there.source;
    if (clash.at_most < Severity::warning || one == target || other == target || one == other) continue;
    pairs.insert(std::minmax(one, other));
  }
  for (const auto& pair : pairs)
    if (question.conflicting.size() < most_pairs) question.conflicting.push_back(pair);
  question.past_scripts = past_scripts(analysis);
  return question;
}

Sequence without(Sequence sequence, const std::vector<Rehearsal::Blocked>& blocked) {
  std::erase_if(sequence.steps, [&](const Step& step) {
    return std::any_of(blocked.begin(), blocked.end(), [&](const auto& one) { return one.source == step.source; });
  });
  return sequence;
}

const StepOutcome* first_failure(const Run& run) {
  if (!run.not_checked_because.empty()) return nullptr;
  for (const auto& step : run.steps)
    if (step.outcome == StepOutcome::Outcome::failed) return &step;
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<Rehearsal::Blocked>& sources) {
  std::vector<std::string> names;
  for (const auto& one : sources) names.push_back(one.source);
  return names;
}

std::vector<std::string> names_of(const Sequence& sequence) {
  std::vector<std::string> names;
  for (const auto& step : sequence.steps) names.push_back(step.source);
  return names;
}

/// One pass of learning: the sequence is executed, and what fails in it is tried in other places.
class Correction {
 public:
  Correction(const ScratchServer& server, const RehearseOptions& options, Analysis& analysis)
      : server_(server),
        options_(options),
        analysis_(analysis),
        question_(question_for(analysis)),
        known_(analysis.relations.needs) {}

  Rehearsal run(std::size_t budget, bool correct) {
    for (std::size_t tried = 1;; ++tried) {
      auto rehearsal = execute();
      while (leave_out_lacking(rehearsal)) rehearsal = execute();
      const auto* failed = correct ? failing_source(rehearsal) : nullptr;
      if (!failed || tried >= budget) return finished(std::move(rehearsal), tried);
      learn(*failed);
      auto needs = known_;
      needs.insert(needs.end(), learned_.begin(), learned_.end());
      static const std::vector<Database> none;
      analysis_.sequence =
          propose_sequence(analysis_.workspace, analysis_.databases ? *analysis_.databases : none, needs);
      analysis_.relations.needs = needs;
    }
  }

 private:
  /// What one source's script asks for and the machine lacks says nothing of the others: they are executed without it,
  /// and without what stands on it. False: nothing is left out that was not before.
  bool leave_out_lacking(const Rehearsal& rehearsal) {
    auto before = left_out_.size();
    for (const auto& run : rehearsal.runs)
      if (!run.lacking.empty()) leave_out(run.lacking, run.not_checked_because);
    for (auto known = before; known != left_out_.size();) {
      known = left_out_.size();
      for (const auto& step : analysis_.sequence.steps)
        for (const auto& need : step.needs)
          if (is_left_out(need.source)) leave_out(step.source, "it needs " + need.source + ", which was not executed");
    }
    return left_out_.size() != before;
  }
  bool is_left_out(const std::string& source) const {
    return std::any_of(left_out_.begin(), left_out_.end(), [&](auto& one) { return one.source == source; });
  }
  void leave_out(const std::string& source, const std::string& because) {
    if (!is_left_out(source)) left_out_.push_back({source, because, ""});
  }
  Sequence remaining() const { return without(without(analysis_.sequence, blocked_), left_out_); }

  Rehearsal execute() {
    static const std::vector<Database> none;
    auto sequence = remaining();
    auto orders =
        rehearsal_orders(analysis_.workspace, sequence, analysis_.databases ? *analysis_.databases : none, question_);
    return with_hints(rehearse(server_, orders, options_), analysis_);
  }

  /// In the order the plan proposes: nullptr where it goes through, or fails in the target's own migrations.
  static const StepOutcome* failing_source(const Rehearsal& rehearsal) {
    for (const auto& run : rehearsal.runs)
      if (run.order.kind == Order::Kind::rolling)
        if (const auto* failed = first_failure(run); failed && !failed->source.empty()) return failed;
    return nullptr;
  }

  /// Which of these sequences of sources take `source` without a failure of its own.
  std::vector<bool> work(const std::string& project, const std::vector<std::vector<std::string>>& sequences,
                         const std::string& source) {
    std::vector<Order> orders;
    for (const auto& sources : sequences) orders.push_back(rolling_order(analysis_.workspace, project, sources));
    auto options = options_;
    options.go_on = false;
    std::vector<bool> out;
    for (const auto& run : rehearse(server_, orders, options).runs)
      out.push_back(std::none_of(run.steps.begin(), run.steps.end(), [&](const StepOutcome& step) {
        return step.outcome != StepOutcome::Outcome::applied &&
               (source.empty() || step.source == source || step.outcome == StepOutcome::Outcome::failed);
      }));
    return out;
  }

  void learn(const StepOutcome& failed) {
    auto all = names_of(remaining());
    auto here = std::find(all.begin(), all.end(), failed.source);
    std::vector<std::string> before(all.begin(), here), after(here == all.end() ? here : here + 1, all.end());
    auto why = fmt::format("{} fails with {} ({})", failed.ref.migration,
                           failed.sqlstate.empty() ? "an error" : failed.sqlstate, failed.message);
    if (needs_a_later_one(failed, before, after, why) || hinders_nobody_without(failed, before, why)) return;
    blocked_.push_back({failed.source, why + " in every order that was tried", failed.hint});
  }

  // It goes through once one of those that the plan puts later is there.
  bool needs_a_later_one(const StepOutcome& failed, const std::vector<std::string>& before,
                         const std::vector<std::string>& after, const std::string& why) {
    std::vector<std::vector<std::string>> tries;
    for (const auto& other : after) {
      tries.push_back(before);
      tries.back().insert(tries.back().end(), {other, failed.source});
    }
    auto worked = work(failed.ref.project, tries, "");
    auto at = std::find(worked.begin(), worked.end(), true);
    if (at == worked.end()) return false;
    const auto& other = after[static_cast<std::size_t>(at - worked.begin())];
    learned_.push_back({failed.source, {other, why + " unless " + other + " is there: executed", true}});
    return true;
  }

  // It goes through without one of those before it: that one can come after it, or the two exclude each other.
  bool hinders_nobody_without(const StepOutcome& failed, const std::vector<std::string>& before,
                              const std::string& why) {
    std::vector<std::vector<std::string>> first, swapped;
    for (const auto& other : before) {
      auto rest = before;
      std::erase(rest, other);
      rest.push_back(failed.source);
      first.push_back(rest);
      rest.push_back(other);
      swapped.push_back(rest);
    }
    auto alone = work(failed.ref.project, first, ""), both = work(failed.ref.project, swapped, "");
    for (std::size_t i = before.size(); i-- > 0;)
      if (both[i]) {
        learned_.push_back({before[i], {failed.source, why + " once " + before[i] + " is there: executed", true}});
        return true;
      }
    for (std::size_t i = before.size(); i-- > 0;)
      if (alone[i]) {
        blocked_.push_back({failed.source, why + " after " + before[i] + ", and " + before[i] + " fails after it",
                            "decide which of the two keeps its change, and take it out of the other"});
        return true;
      }
    return false;
  }

  Rehearsal finished(Rehearsal rehearsal, std::size_t tried) {
    rehearsal.sequences_tried = tried;
    rehearsal.learned = learned_;
    rehearsal.blocked = blocked_;
    rehearsal.proven =
        !rehearsal.runs.empty() && std::all_of(rehearsal.runs.begin(), rehearsal.runs.end(), [](auto& run) {
          bool of_the_plan = run.order.kind == Order::Kind::rolling || run.order.kind == Order::Kind::fresh;
          return !of_the_plan || run.ok;
        });
    rehearsal.proven = rehearsal.proven && rehearsal.contested.empty() && left_out_.empty();
    rehearsal.left_out = left_out_;
    add_fresh_without_failing(rehearsal);
    return rehearsal;
  }

  static const StepOutcome* failed_fresh(const std::vector<Run>& runs) {
    for (const auto& run : runs)
      if (run.order.kind == Order::Kind::fresh)
        if (const auto* failed = first_failure(run); failed && !failed->source.empty()) return failed;
    return nullptr;
  }

  // A script that fails hides what the others do and leave, where their schemas say otherwise included: the merged
  // folder is executed once more without its source.
  void add_fresh_without_failing(Rehearsal& rehearsal) {
    static const std::vector<Database> none;
    std::vector<Rehearsal::Blocked> failing;
    auto runs = rehearsal.runs;
    for (const auto* failed = failed_fresh(runs); failed && failing.size() < most_failing;
         failed = failed_fresh(runs)) {
      failing.push_back({failed->source, "", ""});
      auto orders = rehearsal_orders(analysis_.workspace, without(remaining(), failing), none);
      std::erase_if(orders, [](const Order& order) { return order.kind != Order::Kind::fresh; });
      for (auto& order : orders) order.name += " without " + text::join(names_of(failing), ", ");
      runs = rehearse(server_, orders, options_).runs;
      rehearsal.runs.insert(rehearsal.runs.end(), runs.begin(), runs.end());
    }
  }

  const ScratchServer& server_;
  const RehearseOptions& options_;
  Analysis& analysis_;
  OrderQuestion question_;
  std::vector<KnownNeed> known_, learned_;
  std::vector<Rehearsal::Blocked> blocked_, left_out_;
};

}  // namespace

RehearseOptions rehearse_options(const Session& session, const Config& config, const RehearseArgs& args,
                                 const Analysis& analysis) {
  require_followed_scratch(config);
  require_foreign_bin(config.scratch.bin, analysis.workspace);
  RehearseOptions options;
  options.server = scratch_url(session, config);
  options.bin_dir = config.scratch.bin;
  options.prefer_major = major_of(analysis.databases);
  options.cache_dir = cache_dir(session);
  options.extensions = config.scratch.extensions;
  if (args.create_missing_roles) options.roles = roles_in(analysis.changes);
  options.schemas = schemas_of(analysis.workspace);
  options.go_on = args.go_on;
  options.keep = args.keep;
  options.script_deadline_ms = config.scratch.deadline_s * 1000;
  options.disk_cap = static_cast<std::uint64_t>(config.scratch.disk_mb) << 20;
  if (!options.server.empty() && session.globals.offline)
    throw Error("a configured scratch server cannot be told from the sources' servers offline", "",
                "leave --offline out, or the scratch server, so that a private one is started");
  auto inspecting = config.timeouts;
  const auto& workspace = analysis.workspace;
  options.databases_seeing_lock = [&workspace, inspecting](std::int64_t key) {
    return databases_seeing_lock(workspace, key, inspecting);
  };
  Progress progress(session.ui);
  options.progress = [progress](std::size_t done, std::size_t total, const std::string& migration) mutable {
    progress(done, total, migration);
  };
  return options;
}

namespace {

/// Scripts are executed over what scripts left: of a database that was changed by hand that proves nothing.
void unprove_over_drift(Analysis& analysis) {
  std::map<std::string, std::string> drifted;  // by database, the first that was found
  for (const auto& rule : rules())
    if (rule.topics.has(Topic::structure))
      for (const auto& hit : rule.look(analysis)) drifted.emplace(hit.database, hit.message);
  if (drifted.empty()) return;
  auto rehearsal = *analysis.rehearsal;
  for (const auto& [database, what] : drifted)
    rehearsal.not_checked.push_back(
        {"rehearsal",
         "",
         fmt::format("nothing is proven of {}: its structure is not what the scripts leave that ran "
                     "there ({})",
                     database, what),
         {Group::none, {Topic::execution}}});
  rehearsal.proven = false;
  analysis.rehearsal = std::make_shared<const Rehearsal>(std::move(rehearsal));
}

}  // namespace

void rehearse_plan(const Session& session, const Config& config, const RehearseArgs& args, Analysis& analysis) {
  auto options = rehearse_options(session, config, args, analysis);
  Unhurried own_deadline;
  session.ui.progress("starting the scratch server…");
  ScratchServer server(options);
  auto rehearsal = Correction(server, options, analysis).run(args.sequences, args.correct);
  session.ui.progress("");
  analysis.rehearsal = std::make_shared<const Rehearsal>(std::move(rehearsal));
  unprove_over_drift(analysis);
}

bool any_failed(const Rehearsal& rehearsal) {
  return std::any_of(rehearsal.runs.begin(), rehearsal.runs.end(), [](const Run& run) {
    return !run.ok && run.not_checked_because.empty() && run.order.kind != Order::Kind::pair;
  });
}

}  // namespace tributary::cli
