#include "report/json.hpp"

namespace tributary {
namespace {

const char* kind_name(Edit::Kind kind) {
  switch (kind) {
    case Edit::Kind::copy:
      return "copy";
    case Edit::Kind::write:
      return "write";
    case Edit::Kind::rename:
      return "rename";
    case Edit::Kind::remove:
      return "remove";
  }
  return "copy";
}

Json json_step(const Step& step) {
  Json needs = Json::array(), adds = Json::array(), applies = Json::array(), interleaves = Json::array();
  for (const auto& need : step.needs)
    needs.push_back({{"source", json_text(need.source)}, {"because", json_text(need.because)}, {"hard", need.hard}});
  for (const auto& one : step.adds)
    adds.push_back({{"project", json_text(one.project)}, {"migration", json_text(one.migration)}});
  for (const auto& one : step.applies)
    applies.push_back({{"database", json_text(one.database)},
                       {"project", json_text(one.project)},
                       {"migrations", json_names(one.migrations)},
                       {"already", json_names(one.already)}});
  for (const auto& one : step.interleaves)
    interleaves.push_back({{"source", json_text(one.source)},
                           {"project", json_text(one.project)},
                           {"migration", json_text(one.migration)}});
  return {{"step", step.number},
          {"source", json_text(step.source)},
          {"needs", needs},
          {"adds", adds},
          {"reasons", json_names(step.reasons)},
          {"applies", applies},
          {"interleaves", interleaves},
          {"interleaves_left_out", step.interleaves_left_out}};
}

}  // namespace

Json json_sequence(const Sequence& sequence, const std::map<std::string, Finding>& refused) {
  Json steps = Json::array(), together = Json::array(), chronology = Json::array();
  for (const auto& step : sequence.steps) {
    steps.push_back(json_step(step));
    if (auto why = refused.find(step.source); why != refused.end())
      steps.back()["refused"] = {{"rule", why->second.rule},
                                 {"message", json_text(why->second.message)},
                                 {"help", json_text(why->second.help)}};
  }
  for (const auto& group : sequence.together) together.push_back(json_names(group));
  for (const auto& entry : sequence.chronology)
    chronology.push_back({{"project", json_text(entry.project)},
                          {"migration", json_text(entry.migration)},
                          {"own_of", json_names(entry.own_of)}});
  return {{"sequence", steps},
          {"together", together},
          {"nothing_to_merge", json_names(sequence.nothing_to_merge)},
          {"chronology", chronology}};
}

Json json_edits(const std::vector<Edit>& edits) {
  Json out = Json::array();
  for (const auto& edit : edits)
    out.push_back({{"kind", kind_name(edit.kind)}, {"from", json_or_null(edit.from)}, {"to", json_or_null(edit.to)}});
  return out;
}

}  // namespace tributary
