#include "plan/reasons.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary::plan {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

std::string first_own_reason(const StepFacts& facts) {
  const auto& first = facts.folders->all[facts.candidate->own.front()];
  bool stamped = prisma::take_apart(first.name).at.has_value();
  auto which = stamped ? fmt::format("its first own migration is {}", first.name)
                       : fmt::format("its first own migration, {}, has no stamp and so comes after all that have one",
                                     first.name);
  if (facts.earlier_firsts.empty()) return fmt::format("{}: none that is still to be merged begins earlier", which);
  return fmt::format("{}: {} would begin earlier, but what follows here decides", which, some_of(facts.earlier_firsts));
}

std::string need_reason(const Need& need) {
  // Not made a sentence: it begins with a name, whose letters stay as they are.
  return fmt::format("{} goes first{}: {}.", need.source, need.hard ? " whatever the stamps say" : "", need.because);
}

std::string interleave_reason(const Step& step) {
  std::map<std::string, std::vector<std::string>> by_source;
  std::vector<std::string> order;
  for (const auto& entry : step.interleaves) {
    if (!by_source.count(entry.source)) order.push_back(entry.source);
    by_source[entry.source].push_back(entry.migration);
  }
  constexpr std::size_t most_sources = 8;
  std::size_t left_out = step.interleaves_left_out;
  std::vector<std::string> parts;
  for (const auto& source : order) {
    if (parts.size() < most_sources)
      parts.push_back(fmt::format("{} ({})", source, some_of(by_source[source])));
    else
      left_out += by_source[source].size();
  }
  if (left_out > 0) parts.push_back(fmt::format("and others ({} more)", left_out));
  return fmt::format(
      "Its migrations interleave with those of {}: an empty database runs them mixed, whichever is merged first.",
      text::join(parts, ", "));
}

std::string late_reason(const StepFacts& facts) {
  return fmt::format(
      "{} before the target's newest migration {}: where that is applied already, `prisma migrate deploy` runs {} "
      "after it.",
      facts.late.size() == 1 ? facts.late[0] + " sorts" : some_of(facts.late) + " sort", facts.newest_in_target,
      facts.late.size() == 1 ? "it" : "them");
}

std::string addition_reason(const Step& step, const StepFacts& facts) {
  if (step.adds.empty()) return "adds nothing: everything of its own is in the folder by then";
  std::vector<std::string> names;
  for (const auto& add : step.adds) names.push_back(add.migration);
  auto own = facts.candidate->own.size();
  if (own == step.adds.size()) return fmt::format("adds {}: {}", counted(own, "migration"), some_of(names));
  return fmt::format("adds {} of its {}: {}", step.adds.size(), counted(own, "own migration"), some_of(names));
}

}  // namespace

std::string some_of(const std::vector<std::string>& names, std::size_t most) {
  if (names.size() <= most + 1) {
    if (names.size() < 2) return text::join(names, "");
    std::vector<std::string> head(names.begin(), names.end() - 1);
    return text::join(head, ", ") + " and " + names.back();
  }
  std::vector<std::string> head(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(most));
  return fmt::format("{} and {} more", text::join(head, ", "), names.size() - most);
}

namespace {

std::vector<std::string> need_reasons(const Step& step, const StepFacts& facts) {
  std::vector<std::string> out;
  for (const auto& need : step.needs) out.push_back(need_reason(need));
  if (!facts.together.empty())
    out.push_back(fmt::format("Needs {} and is needed by it in turn: merge them together, in one commit.",
                              some_of(facts.together)));
  return out;
}

std::vector<std::string> double_reasons(const StepFacts& facts) {
  std::vector<std::string> out;
  if (!facts.duplicates.empty())
    out.push_back(fmt::format("Holds byte for byte what is added before: {}.", some_of(facts.duplicates)));
  if (!facts.clashes.empty())
    out.push_back(
        fmt::format("Holds other content under a name that is added before, and one of them must be renamed: {}.",
                    some_of(facts.clashes)));
  return out;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> reasons_for(const Step& step, const StepFacts& facts) {
  std::vector<std::string> out = {sentence(first_own_reason(facts))};
  append(out, need_reasons(step, facts));
  out.push_back(sentence(addition_reason(step, facts)));
  append(out, double_reasons(facts));
  if (!step.interleaves.empty()) out.push_back(interleave_reason(step));
  if (!facts.late.empty()) out.push_back(late_reason(facts));
  return out;
}

std::vector<std::string> notable_reasons(const Step& step, const StepFacts& facts) {
  std::vector<std::string> out;
  if (!facts.earlier_firsts.empty()) out.push_back(sentence(first_own_reason(facts)));
  append(out, need_reasons(step, facts));
  append(out, double_reasons(facts));
  if (!facts.late.empty()) out.push_back(late_reason(facts));
  return out;
}

std::string ledger_reason(const Step& step, const Applies& applies, const Deployment& deployment) {
  std::size_t added = 0;
  for (const auto& add : step.adds) added += add.project == applies.project;
  std::string here;
  if (applies.already.empty())
    here = "nothing of this step is applied yet";
  else if (applies.already.size() == added)
    here = added == 1 ? "it is applied already" : fmt::format("all {} are applied already", added);
  else
    here = fmt::format("{} of {} are applied already ({})", applies.already.size(), added, some_of(applies.already));
  auto run = applies.migrations.empty() ? std::string("nothing more") : some_of(applies.migrations);
  if (!deployment.locked.empty())
    return fmt::format(
        "In {} {}; `prisma migrate deploy` would stop with P3019 while migration_lock.toml names {}, else run {}.",
        applies.database, here, deployment.locked, run);
  if (!deployment.failed.empty())
    return fmt::format("In {} {}; `prisma migrate deploy` would stop with P3009 because {} failed there, else run {}.",
                       applies.database, here, some_of(deployment.failed), run);
  if (!deployment.database->has_ledger && deployment.database->has_other_tables)
    return fmt::format(
        "In {} there is no ledger but there are tables: `prisma migrate deploy` would stop with P3005, else run {}.",
        applies.database, run);
  return fmt::format("In {} {}; `prisma migrate deploy` would still run {}.", applies.database, here, run);
}

std::string silent_database_reason(const Database& database) {
  auto why = database.error.empty() ? std::string("it was not asked") : database.error;
  return fmt::format("What is applied in {} is not known: {}.", database.id, why);
}

}  // namespace tributary::plan
