#include "analyse/suppressions.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tributary {
namespace {

const ScriptChanges* script_of(const Analysis& analysis, const Migration* migration) {
  if (!migration || !migration->script) return nullptr;
  auto found = analysis.changes.find(migration->script->blob);
  return found == analysis.changes.end() ? nullptr : found->second.get();
}

int last_line(const Statement& statement, const std::string& sql) {
  auto end = std::min(statement.end, sql.size()), begin = std::min(statement.begin, end);
  return statement.line + static_cast<int>(std::count(sql.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      sql.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

/// The lines of the statement that the comment is in or beside, else of the next one; 0, 0: none follows.
std::pair<int, int> lines_of(const Suppression& comment, const ScriptChanges& script, const std::string& sql) {
  for (const auto& statement : script.statements) {
    auto last = last_line(statement, sql);
    if (comment.line <= last) return {statement.line, last};
  }
  return {0, 0};
}

bool has_reason(const Suppression& comment) {
  return !comment.because.empty();
}

/// Rules that hold a branch against others: without any other they find nothing, and that says nothing.
bool needs_company(const Rule& rule) {
  return rule.group == Group::sources || rule.topics.has(Topic::company);
}

bool in_company(const Analysis& analysis, const std::string& source) {
  const auto& all = analysis.workspace.sources;
  return std::any_of(all.begin(), all.end(), [&](const Source& other) {
    return other.name != source && !is_target(analysis, other) &&
           std::any_of(other.projects.begin(), other.projects.end(), [](const Project& p) { return !p.own.empty(); });
  });
}

}  // namespace

bool can_be_allowed_in_sql(const Rule& rule) {
  return rule.look_last == nullptr;
}

bool allows_as_a_whole(const Analysis& analysis, const Migration* migration, const std::string& rule) {
  const auto* script = script_of(analysis, migration);
  return script && std::any_of(script->suppressions.begin(), script->suppressions.end(), [&](const Suppression& one) {
           return one.whole_file && one.rule == rule && has_reason(one);
         });
}

bool is_allowed(const Analysis& analysis, const Spot& spot, const std::string& rule) {
  return allows_as_a_whole(analysis, spot.migration, rule) ||
         std::any_of(analysis.policy.allow.begin(), analysis.policy.allow.end(), [&](const Allow& entry) {
           return entry.rule == rule && text::glob(entry.source, spot.source->name) &&
                  text::glob(entry.migration, spot.migration->name);
         });
}

bool SuppressionsUsed::would_show(const Analysis& analysis, const std::string& rule, const std::string& source) const {
  const auto* card = find_rule(rule);
  if (!card || not_checked.count({rule, source}) || not_checked.count({rule, ""})) return false;
  auto set = analysis.policy.severities.find(rule);
  if ((set == analysis.policy.severities.end() ? card->severity : set->second) == Severity::off) return false;
  if (card->needs == Needs::sql && analysis.changes.empty()) return false;
  if (needs_company(*card)) return in_company(analysis, source);
  return card->needs != Needs::sql || analysis.facts.empty();
}

Suppressions::Suppressions(const Analysis& analysis) : analysis_(analysis) {
  used_.allowed.resize(analysis.policy.allow.size());
  bool any = std::any_of(analysis.changes.begin(), analysis.changes.end(),
                         [](const auto& entry) { return !entry.second->suppressions.empty(); });
  if (!any) return;
  for (const auto& spot : answerable(analysis)) {
    const auto* script = script_of(analysis, spot.migration);
    if (!script) continue;
    for (const auto& comment : script->suppressions) {
      auto lines = comment.whole_file ? std::pair(0, 0) : lines_of(comment, *script, spot.migration->script->text);
      at_[{spot.source->name, spot.project->path, spot.migration->name}].push_back(used_.comments.size());
      used_.comments.push_back({spot, &comment, lines.first, lines.second, {}});
    }
  }
}

bool Suppressions::take(const Rule& rule, const Hit& hit, Severity severity) {
  bool by_policy = take_by_policy(rule, hit.place);
  bool by_comment = can_be_allowed_in_sql(rule) && take_by_comment(rule, hit.place, severity);
  if (!by_policy && !by_comment) return false;
  // One finding over several migrations of a source: the others' comments and entries took their share of it.
  for (const auto& place : hit.related) {
    if (place.source != hit.place.source) continue;
    take_by_policy(rule, place);
    if (can_be_allowed_in_sql(rule)) take_by_comment(rule, place, severity);
  }
  return true;
}

bool Suppressions::take_by_policy(const Rule& rule, const Place& place) {
  bool taken = false;
  const auto& entries = analysis_.policy.allow;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].rule != rule.id || !text::glob(entries[i].source, place.source) ||
        !text::glob(entries[i].migration, place.migration))
      continue;
    ++used_.allowed[i];
    taken = true;
  }
  return taken;
}

bool Suppressions::take_by_comment(const Rule& rule, const Place& place, Severity severity) {
  auto found = at_.find({place.source, place.project, place.migration});
  if (found == at_.end()) return false;
  bool taken = false;
  for (auto i : found->second) {
    auto& use = used_.comments[i];
    bool there =
        use.comment->whole_file || (place.line > 0 && use.first_line <= place.line && place.line <= use.last_line);
    if (use.comment->rule != rule.id || !there || !has_reason(*use.comment)) continue;
    use.took.push_back(severity);
    taken = true;
  }
  return taken;
}

const SuppressionsUsed& Suppressions::used(const std::vector<NotChecked>& not_checked) {
  for (const auto& entry : not_checked) used_.not_checked.insert({entry.rule, entry.source});
  return used_;
}

}  // namespace tributary
