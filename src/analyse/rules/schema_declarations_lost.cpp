// All epics edit one schema.prisma, so every merge of it is resolved by somebody, and a resolution that keeps one
// side's block drops the other side's models. Nothing fails: the tables stay in the database, the client just no longer
// has them, and the next `migrate dev` writes a DROP TABLE.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/merge_result.hpp"
#include "analyse/past.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "psl/merge.hpp"

namespace tributary {
namespace {

using Texts = std::vector<std::string_view>;
constexpr std::size_t most_named = 100;

Texts texts_of(const std::vector<SchemaFile>& files) {
  Texts texts;
  for (const auto& file : files)
    if (file.text) texts.push_back(*file.text);
  return texts;
}

Texts texts_of(const Project* project) {
  return project ? texts_of(project->schema) : Texts();
}

std::string first_schema(const Project& project) {
  return project.schema.empty() ? std::string() : project.schema[0].path;
}

std::string members(const std::vector<psl::Lost>& lost) {
  std::vector<std::string> names;
  for (const auto& one : lost)
    if (!one.member.empty()) names.push_back(one.attribute.empty() ? one.member : one.member + " " + one.attribute);
  return list(names, 12);
}

Hit hit_of(const Merge& merge, const std::string& declaration, const std::vector<psl::Lost>& lost) {
  const auto& owner = lost[0].side == "theirs" ? merge.source : merge.target;
  Hit hit;
  hit.place.source = merge.source.incoming->name;
  hit.place.project = merge.source.project->path;
  hit.place.file = first_schema(*owner.project);
  auto from = lost[0].side == "both" ? "both sides" : owner.name;
  bool whole = lost[0].member.empty();
  hit.message = whole ? fmt::format("{} of {} is missing from the merge's result", declaration, from)
                      : fmt::format("{} lost {} of {} in the merge's result", declaration, members(lost), from);
  hit.why =
      "Neither side deleted it. Its table stays in the databases, so nothing fails until the next `migrate dev` writes "
      "its DROP.";
  hit.help = fmt::format("git show {} shows it as it was; put it back, or delete it in a commit of its own",
                         text::shell_word(owner.commit + ":" + hit.place.file));
  hit.key = declaration + "/" + lost[0].side;
  return hit;
}

bool stands_today(const PastMergeLoss& lost, const std::string& file) {
  const auto& schema = lost.spot.project->schema;
  return std::any_of(schema.begin(), schema.end(), [&](const SchemaFile& today) { return today.path == file; });
}

// The side's own changes since the merge base, merged by declaration into what stands there today.
std::string bring_back(const PastMergeLoss& lost) {
  std::set<std::string> files;
  for (const auto* loss : lost.losses) files.insert(loss->file);
  const auto& loss = lost.first();
  auto version = [](const std::string& commit, const std::string& file) {
    return text::shell_word(commit.substr(0, 12) + ":" + file);
  };
  std::vector<std::string> commands;
  for (const auto& file : files) {
    if (loss.base.empty() || !stands_today(lost, file))
      return fmt::format("git show {} shows them; put them back", version(loss.from, loss.file));
    commands.push_back(fmt::format("tributary schema merge {} {} {} --into {}", version(loss.base, file),
                                   text::shell_word(file), version(loss.from, file), text::shell_word(file)));
  }
  const auto& path = lost.spot.source->path;
  return (path.empty() ? std::string() : "cd " + text::shell_word(path) + " && ") + text::join(commands, " && ");
}

std::string dotted(const PastLoss& loss) {
  if (loss.member.empty()) return loss.declaration;
  return loss.declaration.substr(loss.declaration.find(' ') + 1) + "." + loss.member;
}

Hit past_loss(const PastMergeLoss& lost) {
  std::vector<std::string> names;
  for (const auto* loss : lost.losses) names.push_back(dotted(*loss));
  auto hit = past_hit(lost);
  hit.message =
      fmt::format("{} lost {} of {}, and nothing has brought {} back", merge_title(lost.first()),
                  list(names, most_named), lost.first().from.substr(0, 12), names.size() == 1 ? "it" : "them");
  hit.why =
      "Neither side of the merge had deleted it. Its table stays in the databases, so nothing fails until the next "
      "`migrate dev` writes its DROP.";
  hit.help = bring_back(lost);
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& lost : past_merge_losses(analysis, Lost::declarations)) hits.push_back(past_loss(lost));
  for (const auto& merge : merges_of(analysis)) {
    if (!merge.source.project || !merge.target.project || !merge.source.project->base_folder) continue;
    auto lost = psl::lost_declarations(texts_of(merge.source.project->base_schema), texts_of(merge.target.project),
                                       texts_of(merge.source.project), texts_of(merge.result));
    std::map<std::pair<std::string, std::string>, std::vector<psl::Lost>> by_declaration;
    for (auto& one : lost) by_declaration[{one.declaration, one.side}].push_back(one);
    for (const auto& [declaration, what] : by_declaration) hits.push_back(hit_of(merge, declaration.first, what));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_declarations_lost = {
    "schema-declarations-lost",
    Severity::error,
    Needs::past,
    Group::schema,
    {},
    "A merge's result lacks a model, field, enum or value that neither side deleted",
    look};
}
}  // namespace tributary
