// find_projects: candidates, what Prisma would read at each, and which of them are projects.
#include <algorithm>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "collect/project_parts.hpp"
#include "prisma/script.hpp"

namespace tributary {
namespace {

std::shared_ptr<const SchemaFacts> facts_of(const std::string& text) {
  auto facts = std::make_shared<SchemaFacts>();
  const auto outline = psl::outline(text);
  facts->models = outline.count("model");
  facts->enums = outline.count("enum");
  if (const auto* block = outline.datasource()) facts->datasource = *block;
  facts->problem = outline.problem;
  return facts;
}

struct ReadSchema {
  SchemaFile file;
  std::shared_ptr<const SchemaFacts> facts;  ///< null: the file could not be read
  std::string problem;
};

bool through_link(const Tree& tree, const std::string& path) {
  for (auto at = path.find('/');; at = path.find('/', at + 1)) {
    if (tree.kind(path.substr(0, at)) == FileKind::link) return true;
    if (at == path.npos) return false;
  }
}

ReadSchema read_schema(const Tree& tree, const std::string& path, ContentStore& store) {
  ReadSchema out;
  out.file.path = path;
  out.file.is_link = through_link(tree, path);
  out.file.blob = out.file.is_link ? "" : tree.id(path);
  if (out.file.blob.empty() || !store.texts.count(out.file.blob)) {
    auto read = tree.read(path);
    if (!read.bytes) {
      out.problem = read.problem;
      return out;
    }
    out.file.blob = git_blob_id(*read.bytes);
    if (auto& text = store.texts[out.file.blob]; !text)
      text = std::make_shared<const std::string>(std::move(*read.bytes));
  }
  out.file.text = store.texts[out.file.blob];
  auto& facts = store.schemas[out.file.blob];
  if (!facts) facts = facts_of(*out.file.text);
  out.facts = facts;
  return out;
}

/// A project with what decides whether it is one.
struct Reading {
  Candidate candidate;
  Layout layout;
  Project project;
  const psl::Block* datasource = nullptr;
  std::string datasource_file;
  std::vector<std::shared_ptr<const SchemaFacts>> kept;
};

void take_facts(Reading& reading, const ReadSchema& schema) {
  auto& project = reading.project;
  project.schema.push_back(schema.file);
  if (!schema.facts) {
    project.obstacles.push_back({schema.file.path, 0, "cannot be read: " + schema.problem, "check its permissions"});
    return;
  }
  if (!schema.facts->problem.empty())
    project.obstacles.push_back({schema.file.path, 0, "is not a whole schema: " + schema.facts->problem,
                                 "`prisma validate` says more; what cannot be read is not counted"});
  project.models += schema.facts->models;
  project.enums += schema.facts->enums;
  reading.kept.push_back(schema.facts);
  if (!schema.facts->datasource || reading.datasource) return;
  reading.datasource = &*schema.facts->datasource;
  reading.datasource_file = schema.file.path;
}

std::string provider_of(const psl::Block* datasource) {
  if (!datasource) return {};
  auto found = datasource->properties.find("provider");
  if (found == datasource->properties.end()) return {};
  return found->second.text == "postgres" ? "postgresql" : found->second.text;
}

// "schema.prisma.bak2", "schema.prisma~", "schema copy.prisma": copies that only look like the schema.
bool is_stray(const std::string& name) {
  const auto lower = text::lower(name);
  const auto at = lower.find(".prisma");
  if (at == lower.npos) return false;
  if (!lower.ends_with(".prisma")) return true;
  for (const char* mark :
       {"copy", "backup", ".bak", "_bak", "-bak", ".old", "_old", "-old", ".orig", "(1)", "(2)", "conflict"})
    if (lower.find(mark) != lower.npos) return true;
  return false;
}

void find_strays(const Tree& tree, Reading& reading) {
  std::set<std::string> folders, read;
  for (const auto& path : reading.layout.schema_files) {
    folders.insert(parent_path(path));
    read.insert(path);
  }
  for (const auto& folder : folders)
    for (const auto& entry : tree.list(folder))
      if (const auto path = join_path(folder, entry.name);
          entry.kind == FileKind::file && !read.count(path) && is_stray(entry.name))
        reading.project.stray_schemas.push_back(path);
}

// Some teams run the scripts themselves and call the folder otherwise; Prisma then sees no migrations.
void hint_at_other_layout(const Tree& tree, Project& project) {
  const auto other = join_path(parent_path(project.migrations_dir), "migration");
  if (project.migrations_dir.empty() || tree.kind(join_path(other, "migration_lock.toml")) != FileKind::file) return;
  project.obstacles.push_back({other, 0,
                               "this folder holds a migration_lock.toml, but Prisma reads " + project.migrations_dir,
                               "set migrations_folder_name: migration for this project in tributary.yaml"});
}

void read_folder(const Tree& tree, Reading& reading, ContentStore& store) {
  auto& project = reading.project;
  project.folder = read_migrations(tree, project.migrations_dir.empty() ? "." : project.migrations_dir, store);
  const auto& folder = *project.folder;
  if (auto locked = prisma::locked_provider(folder.lock_file);
      project.schema.empty() && locked && !locked->starts_with('<'))
    project.provider = *locked;
  using State = MigrationsFolder::State;
  if (folder.state == State::not_a_folder || folder.state == State::unreadable)
    project.obstacles.push_back(
        {project.migrations_dir, 0, "the migrations folder " + folder.problem,
         "Prisma takes it for an empty folder; restore it, or name the right one in tributary.yaml"});
  else if (folder.state == State::absent)
    hint_at_other_layout(tree, project);
  else if (!folder.problem.empty())
    project.obstacles.push_back({project.migrations_dir, 0, folder.problem, "check its permissions"});
}

// P1012: Prisma 7 stops at every command.
void report_url_in_schema(Reading& reading) {
  const auto& found = reading.layout.version;
  if (!found.exact || found.version.major < 7 || !reading.datasource) return;
  for (const char* key : {"url", "directUrl"})
    if (reading.datasource->properties.count(key))
      reading.project.obstacles.push_back({reading.datasource_file, reading.datasource->line,
                                           std::string("Prisma 7 refuses ") + key + " in the datasource (P1012)",
                                           "move it to datasource.url of prisma.config.ts"});
}

Reading read_candidate(const Tree& tree, const Candidate& candidate, const ProjectSearch& search, ContentStore& store) {
  Reading reading;
  reading.candidate = candidate;
  reading.layout = find_layout(tree, candidate.root, search, store);
  auto& project = reading.project;
  project.path = candidate.root;
  project.prisma = reading.layout.version.version;
  project.runner = project_runner(tree, reading.layout.root);
  project.obstacles = reading.layout.obstacles;
  for (const auto& path : reading.layout.schema_files) take_facts(reading, read_schema(tree, path, store));
  project.provider = provider_of(reading.datasource);
  report_url_in_schema(reading);
  project.migrations_dir = migrations_path(reading.layout, reading.datasource_file, search, project.obstacles);
  return reading;
}

bool has_migrations(const Tree& tree, const Reading& reading) {
  const auto& path = reading.project.migrations_dir;
  return !path.empty() && tree.kind(path) != FileKind::absent;
}

// A published copy of a schema, a fixture without history: neither a database nor a migration belongs to it.
bool is_project(const Tree& tree, const Reading& reading) {
  if (reading.candidate.because == Candidate::Because::settings || !reading.layout.config_path.empty()) return true;
  if (reading.project.schema.empty()) return has_migrations(tree, reading) || !reading.layout.obstacles.empty();
  return reading.datasource || has_migrations(tree, reading);
}

bool contains(const std::string& folder, const std::string& path) {
  return folder == "." || path == folder || path.starts_with(folder + "/");
}

// Explicit places first; of equals the one whose folder holds the schema.
bool claims_before(const Reading& a, const Reading& b) {
  if (a.candidate.because != b.candidate.because) return a.candidate.because < b.candidate.because;
  const bool holds_a = contains(a.candidate.root, a.layout.schema),
             holds_b = contains(b.candidate.root, b.layout.schema);
  if (holds_a != holds_b) return holds_a;
  return a.candidate.root < b.candidate.root;
}

std::string identity(const Reading& reading) {
  const auto& files = reading.layout.schema_files;
  return (files.empty() ? std::string() : files.front()) + '\n' + reading.project.migrations_dir;
}

// Two roots that lead to one schema are one project: a schema named by package.json also stands where it stands.
// Migrations without a schema are a project of their own where nothing else is one, or where parts of a schema lie
// beside them, of which it is generated; else they were left behind, or put there by mistake.
std::vector<Reading> without_doubles(std::vector<Reading> readings, const Leftovers& leftovers) {
  auto beside_schemas = [&](const Reading& reading) {
    return std::any_of(leftovers.found.begin(), leftovers.found.end(), [&](const Leftover& left) {
      return !left.is_migrations && parent_path(left.path) == parent_path(reading.project.migrations_dir);
    });
  };
  std::stable_sort(readings.begin(), readings.end(), claims_before);
  std::vector<Reading> out;
  std::set<std::string> identities, schemas, folders;
  for (auto& reading : readings) {
    const bool alone = reading.candidate.because == Candidate::Because::migrations_alone;
    if (alone && (folders.count(reading.project.migrations_dir) || (!out.empty() && !beside_schemas(reading))))
      continue;
    folders.insert(reading.project.migrations_dir);
    const auto& files = reading.layout.schema_files;
    const bool implicit = reading.candidate.because == Candidate::Because::default_place;
    const bool claimed =
        !files.empty() && (identities.count(identity(reading)) || (implicit && schemas.count(files.front())));
    if (claimed) continue;
    identities.insert(identity(reading));
    schemas.insert(files.begin(), files.end());
    out.push_back(std::move(reading));
  }
  return out;
}

bool holds_datasource(const Tree& tree, const std::string& path) {
  const auto read = tree.read(path);
  return read.bytes && read.bytes->find("datasource") != std::string::npos && psl::outline(*read.bytes).datasource();
}

// Migrations and schemas that no project found reads: Prisma reaches them only by flags, which no file tells.
void report_unclaimed(const Tree& tree, const std::vector<Leftover>& leftovers, const std::vector<Project>& projects,
                      PassedOver& passed_over) {
  std::set<std::string> claimed;
  for (const auto& project : projects) {
    claimed.insert(project.migrations_dir);
    for (const auto& file : project.schema) claimed.insert(file.path);
    claimed.insert(project.stray_schemas.begin(), project.stray_schemas.end());
  }
  for (const auto& left : leftovers) {
    if (claimed.count(left.path) || (!left.is_migrations && !holds_datasource(tree, left.path))) continue;
    if (left.is_migrations) passed_over.migrations.push_back(left.path);
    passed_over.obstacles.push_back({left.path, 0,
                                     left.is_migrations ? "these migrations belong to no Prisma project that was found"
                                                        : "this Prisma schema belongs to no project that was found",
                                     "name the project in tributary.yaml: projects: with path, schema and migrations"});
  }
}

std::vector<Candidate> candidates_at(const Tree& tree, const std::vector<std::string>& roots,
                                     Candidate::Because because) {
  std::vector<Candidate> out;
  for (const auto& written : roots) {
    const auto root = normal_path(".", written);
    if (root && tree.kind_behind(*root) == FileKind::folder) out.push_back({*root, because});
  }
  return out;
}

std::vector<Candidate> all_candidates(const Tree& tree, const ProjectSearch& search, ContentStore& store,
                                      Leftovers& leftovers) {
  using Because = Candidate::Because;
  std::vector<std::string> configured;
  for (const auto& settings : search.settings) configured.push_back(settings.path);
  auto found = candidates_at(tree, configured, Because::settings);
  auto add = [&found](const std::vector<Candidate>& more) { found.insert(found.end(), more.begin(), more.end()); };
  if (!search.roots.empty())
    add(candidates_at(tree, search.roots, Because::script_flag));
  else
    add(search_candidates(tree, store, leftovers));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.root == b.root; }),
              found.end());
  return found;
}

// The projects that were asked for and that no search meets: in a hidden folder, or among build output.
void read_asked_for(const Tree& tree, const ProjectSearch& search, ContentStore& store,
                    std::vector<Reading>& readings) {
  for (const auto& wanted : search.only) {
    bool met = std::any_of(readings.begin(), readings.end(),
                           [&](const Reading& reading) { return answers_to(reading.project, wanted); });
    if (met) continue;
    for (const auto& candidate : candidates_at(tree, {wanted}, Candidate::Because::script_flag))
      if (auto reading = read_candidate(tree, candidate, search, store); is_project(tree, reading))
        readings.push_back(std::move(reading));
  }
}

}  // namespace

bool answers_to(const Project& project, const std::string& words) {
  const auto path = normal_path(".", words);
  if (!path) return false;
  if (*path == project.path || *path == project.migrations_dir) return true;
  return std::any_of(project.schema.begin(), project.schema.end(),
                     [&](const SchemaFile& file) { return file.path == *path || parent_path(file.path) == *path; });
}

std::vector<Project> find_projects(const Tree& tree, const ProjectSearch& search, ContentStore& store,
                                   PassedOver* passed_over) {
  Leftovers leftovers;
  std::vector<Reading> readings;
  for (const auto& candidate : all_candidates(tree, search, store, leftovers)) {
    auto reading = read_candidate(tree, candidate, search, store);
    if (is_project(tree, reading)) readings.push_back(std::move(reading));
  }
  read_asked_for(tree, search, store, readings);
  std::vector<Project> projects;
  for (auto& reading : without_doubles(std::move(readings), leftovers)) {
    find_strays(tree, reading);
    read_folder(tree, reading, store);
    if (search.databases)
      reading.project.database = find_database(tree, reading.layout, reading.datasource, reading.datasource_file,
                                               search, reading.project.obstacles);
    projects.push_back(std::move(reading.project));
  }
  std::sort(projects.begin(), projects.end(), [](const Project& a, const Project& b) { return a.path < b.path; });
  if (passed_over) {
    passed_over->obstacles = leftovers.obstacles;
    report_unclaimed(tree, leftovers.found, projects, *passed_over);
  }
  return projects;
}

}  // namespace tributary
