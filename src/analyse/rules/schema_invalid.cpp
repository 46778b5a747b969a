// Two branches that are each in order can make a schema that Prisma refuses as a whole: a relation whose other side the
// other branch renamed, an index on a field that is gone, a second field without a relation name. A merge by line says
// nothing; the next `prisma generate` of everybody stops with P1012.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/merge_result.hpp"
#include "analyse/rules.hpp"
#include "analyse/schema_clashes.hpp"
#include "analyse/schema_validity.hpp"
#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "psl/merge.hpp"

namespace tributary {
namespace {

using Schema = std::vector<SchemaFile>;
using Problems = std::vector<psl::Invalid>;

constexpr std::size_t most_of_a_schema = 10;

std::string key_of(const psl::Invalid& problem) {
  return problem.kind + "/" + problem.message;
}

bool has_kind(const Problems& problems, const char* kind) {
  return std::any_of(problems.begin(), problems.end(), [&](const psl::Invalid& one) { return one.kind == kind; });
}

// Two models on one table have two keys of one name, too.
bool follows(const psl::Invalid& problem, bool one_table) {
  return one_table && problem.kind == "constraint-name-taken";
}

// schema-declared-twice and schema-table-mapped-twice have rules of their own.
bool told_elsewhere(const psl::Invalid& problem) {
  static constexpr const char* kinds[] = {"duplicate-declaration", "duplicate-field", "duplicate-enum-value",
                                          "table-mapped-twice"};
  return std::find(std::begin(kinds), std::end(kinds), problem.kind) != std::end(kinds);
}

bool has_markers(const Schema& schema) {
  return std::any_of(schema.begin(), schema.end(), [](const SchemaFile& file) {
    return file.text && !psl::conflict_marker_lines(*file.text).empty();
  });
}

// The command that shows all of them.
std::string help_for(const Source& source, const Schema& schema, const std::string& file, bool merging) {
  if (merging) return fmt::format("tributary schema check {}", text::shell_word(file));
  if (source.kind == Source::Kind::ref)
    return fmt::format("git show {} | tributary schema check -", text::shell_word(source.ref + ":" + file));
  auto slash = file.rfind('/');
  auto path = schema.size() == 1 ? file : slash == file.npos ? std::string(".") : file.substr(0, slash);
  return fmt::format("tributary schema check {}", text::shell_word(source.path + "/" + path));
}

class Invalids {
 public:
  explicit Invalids(const Analysis& analysis) : analysis_(analysis) {}

  std::vector<Hit> look() {
    for (const auto& spot : all_projects(analysis_))
      if (!too_many_refs(analysis_, *spot.source)) look_at(spot);
    for (const auto& merge : merges_of(analysis_)) look_at(merge);
    for (auto& hit : schema_clashes(analysis_, psl::Wrong::Kind::invalid)) hits_.push_back(std::move(hit));
    return std::move(hits_);
  }

 private:
  const Problems& problems(const Project& project, const Schema& schema) { return validity_.problems(project, schema); }

  void know(std::set<std::string>& known, const Project* project, const Schema& schema) {
    if (!project) return;
    for (const auto& problem : problems(*project, schema)) known.insert(key_of(problem));
  }

  void look_at(const Spot& spot) {
    const auto& project = *spot.project;
    if (project.schema.empty() || !why_not_validated(project).empty() || has_markers(project.schema)) return;
    const auto& all = problems(project, project.schema);
    std::set<std::string> known;
    bool target = is_target(analysis_, *spot.source);
    if (!all.empty() && !target) {
      if (const auto* of_target = target_project(analysis_, project)) know(known, of_target, of_target->schema);
      know(known, &project, project.base_schema);
    }
    Problems own;
    bool others = target || project.base_folder, one_table = has_kind(all, "table-mapped-twice");
    for (const auto& problem : all)
      if (!known.count(key_of(problem)) && !(others && (told_elsewhere(problem) || follows(problem, one_table))))
        own.push_back(problem);
    report(spot, own, project.schema, "");
  }

  void look_at(const Merge& merge) {
    if (!merge.result || merge.result->schema.empty() || !why_not_validated(*merge.result).empty()) return;
    const auto& all = problems(*merge.result, merge.result->schema);
    std::set<std::string> known;
    for (const auto* side : {merge.target.project, merge.source.project})
      if (side) know(known, side, side->schema);
    Problems fresh;
    bool one_table = has_kind(all, "table-mapped-twice");
    for (const auto& problem : all)
      if (!known.count(key_of(problem)) && !follows(problem, one_table)) fresh.push_back(problem);
    report({merge.source.incoming, merge.result, nullptr}, fresh, merge.result->schema, "the merge's result: ");
  }

  void report(const Spot& spot, const Problems& problems, const Schema& schema, const std::string& prefix) {
    std::set<std::string> said;
    for (const auto& problem : problems) {
      if (said.size() == most_of_a_schema) return more(spot, problems.size() - said.size(), schema, prefix);
      if (!said.insert(key_of(problem)).second) continue;
      hits_.push_back(hit_of(spot, schema[problem.file].path, schema, prefix + problem.message, !prefix.empty()));
      hits_.back().place.line = problem.position.line;
      hits_.back().place.column = problem.position.column;
      hits_.back().key = key_of(problem);
    }
  }

  void more(const Spot& spot, std::size_t count, const Schema& schema, const std::string& prefix) {
    hits_.push_back(hit_of(spot, schema[0].path, schema, fmt::format("{}{} more problems of the schema", prefix, count),
                           !prefix.empty()));
    hits_.back().key = "more";
  }

  static Hit hit_of(const Spot& spot, const std::string& file, const Schema& schema, std::string message,
                    bool merging) {
    Hit hit;
    hit.place = place_of_file(spot, file);
    hit.message = std::move(message);
    hit.why = "Prisma refuses the whole schema (P1012): generate, migrate and the editor stop.";
    hit.help = help_for(*spot.source, schema, file, merging);
    return hit;
  }

  const Analysis& analysis_;
  SchemaValidity validity_;
  std::vector<Hit> hits_;
};

std::vector<Hit> look(const Analysis& analysis) {
  return Invalids(analysis).look();
}

}  // namespace

namespace rule {
extern const Rule schema_invalid = {"schema-invalid",
                                    Severity::error,
                                    Needs::valid_schema,
                                    Group::schema,
                                    {Topic::validity, Topic::refused},
                                    "Prisma would refuse the schema",
                                    look};
}
}  // namespace tributary
