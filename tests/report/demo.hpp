#pragma once
// The team of three epics as literals: what collect, inspect, ledger, plan and analyse would have said.
#include "tributary/rehearse.hpp"
#include "tributary/report.hpp"

namespace tributary::testing {

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

inline Finding late_migration() {
  Finding finding;
  finding.rule = "late-migration";
  finding.severity = Severity::warning;
  finding.message = "20251016000000_create_vector_indexes is older than the target's newest migration";
  finding.why = "Databases that have run the target's newest migration will run it out of order.";
  finding.help = "tributary restamp epic3";
  finding.place = {"epic3",
                   "apps/web",
                   "20251016000000_create_vector_indexes",
                   "apps/web/prisma/migrations/20251016000000_create_vector_indexes/migration.sql",
                   3,
                   1,
                   "c3c3"};
  finding.related = {{"main", "apps/web", "20251016044654_add_mission_analytics_models",
                      "apps/web/prisma/migrations/20251016044654_add_mission_analytics_models/migration.sql", 1, 1,
                      ""}};
  finding.fingerprint = "00112233445566ff";
  return finding;
}

inline Source epic(const std::string& name, const std::vector<std::string>& own) {
  Source source;
  source.name = source.branch = name;
  source.ref = "refs/heads/" + name;
  source.path = "/srv/americano-" + name;
  source.commit = std::string(39, 'a') + name.back();
  Project project;
  project.path = project.target_path = "apps/web";
  project.schema = {{"apps/web/prisma/schema.prisma", "b1", nullptr}};
  project.models = 31, project.enums = 8;
  project.migrations_dir = "apps/web/prisma/migrations";
  project.provider = "postgresql";
  project.prisma = {6, 19, 0, "package.json"};
  project.own = own;
  project.shared = {"20251014220648_init"};
  auto folder = std::make_shared<MigrationsFolder>();
  folder->state = MigrationsFolder::State::present;
  folder->migrations.push_back({"20251014220648_init", nullptr, "", {}, Tracking::committed, false, false});
  for (const auto& migration : own)
    folder->migrations.push_back({migration, nullptr, "", {}, Tracking::committed, false, false});
  project.folder = folder;
  source.projects = {project};
  return source;
}

inline MissingRow foreign(const std::string& migration, const std::string& owner) {
  MissingRow row;
  row.migration = migration;
  row.applied = row.content_matches = true;
  row.owner = Owner{owner, "refs/heads/" + owner, std::string(38, 'c') + owner.substr(owner.size() - 1) + "0", {}, {}};
  row.because = "nothing in this folder names what it creates";
  return row;
}

inline Answer demo(const std::string& command) {
  Answer answer;
  answer.command = command;
  answer.version = "0.2.0";
  auto& workspace = answer.analysis.workspace;
  workspace.common_dir = "/srv/americano/.git";
  workspace.target.name = workspace.target.branch = "main";
  workspace.target.ref = "refs/heads/main";
  workspace.target.commit = std::string(40, '1');
  workspace.target.worktree = "/srv/americano";
  auto main = epic("main", {});
  main.path = "/srv/americano";
  main.main_worktree = true;
  auto epic3 = epic("epic3", {"20251016000000_create_vector_indexes", "20251016164000_add_search_analytics_tracking"});
  auto epic4 = epic("epic4", {"20251016223131_add_validation_response_fields"});
  workspace.sources = {main, epic3, epic4};
  for (std::size_t i : {0, 1})
    workspace.sources[i].projects[0].database =
        DatabaseAddress{Secret("postgresql://ky:s3cret@localhost/americano"), "postgresql://ky:***@localhost/americano",
                        "apps/web/.env: DATABASE_URL", false, ""};
  Database database;
  database.id = "americano";
  database.url = "postgresql://ky:***@localhost/americano";
  database.state = Database::State::ok;
  database.server_version = "15.20";
  database.schema = "public";
  database.has_ledger = true;
  LedgerRow init;
  init.migration_name = "20251014220648_init";
  init.started_at = "2025-10-14T22:07:00.000000Z";
  init.finished_at = "2025-10-14T22:07:01.000000Z";
  init.applied_steps_count = 1;
  LedgerRow validation = init;
  validation.migration_name = "20251016223131_add_validation_response_fields";
  validation.started_at = "2025-10-16T22:40:00.000000Z";
  validation.finished_at = "2025-10-16T22:40:00.500000Z";
  database.rows = {init, validation};
  database.consumers = {{"main", "apps/web"}, {"epic3", "apps/web"}};
  answer.analysis.databases = {database};
  History of_main;
  of_main.consumer = {"main", "apps/web"};
  of_main.database = "americano";
  of_main.state = LedgerState::folder_behind;
  of_main.missing = {foreign("20251016223131_add_validation_response_fields", "epic4")};
  of_main.last_common = "20251014220648_init";
  of_main.forecast.status.sentence = "prisma migrate status calls the database up to date.";
  of_main.forecast.dev = {
      "prisma migrate dev will demand a reset of the shared database.", 1, {"npx prisma migrate deploy"}};
  History of_epic3 = of_main;
  of_epic3.consumer.source = "epic3";
  of_epic3.state = LedgerState::diverged;
  of_epic3.unapplied = workspace.sources[1].projects[0].own;
  answer.analysis.histories = {of_main, of_epic3};
  answer.with_databases = command == "status" || command == "drift";
  answer.verdict.findings = {late_migration()};
  answer.verdict.not_checked = {{"structure-drift", "epic4", "it has no database"}};
  return answer;
}

inline Sequence demo_sequence() {
  Sequence sequence;
  Step first;
  first.number = 1;
  first.source = "epic3";
  first.adds = {{"apps/web", "20251016000000_create_vector_indexes"},
                {"apps/web", "20251016164000_add_search_analytics_tracking"}};
  first.reasons = {"its first own migration is the earliest: 20251016000000"};
  first.applies = {{"americano",
                    "apps/web",
                    {"20251016000000_create_vector_indexes"},
                    {"20251016164000_add_search_analytics_tracking"}}};
  Step second;
  second.number = 2;
  second.source = "epic4";
  second.needs = {{"epic3", "its branch stands on epic3", false}};
  second.adds = {{"apps/web", "20251016223131_add_validation_response_fields"}};
  second.reasons = {"its first own migration is 20251016223131"};
  second.applies = {{"americano", "apps/web", {}, {"20251016223131_add_validation_response_fields"}}};
  second.interleaves = {{"epic3", "apps/web", "20251016235900_fix_vector_dimensions"}};
  sequence.steps = {first, second};
  sequence.nothing_to_merge = {"docs"};
  sequence.chronology = {{"apps/web", "20251014220648_init", {}},
                         {"apps/web", "20251016000000_create_vector_indexes", {"epic3"}}};
  return sequence;
}

/// With that sequence; a report asks everything.
inline Answer demo_planned(const std::string& command) {
  auto answer = demo(command);
  answer.with_databases = command == "report";
  answer.sequence = demo_sequence();
  return answer;
}

/// What is told of `epic4` where no order of the rehearsal works with it.
inline Rehearsal without_epic4() {
  Rehearsal rehearsal;
  rehearsal.sequences_tried = 1;
  rehearsal.blocked = {{"epic4", "it fails behind epic3 and before it", "Look at the table they share"}};
  return rehearsal;
}

/// A row of a ledger in a word: "applied", "failed", "rolled back".
inline LedgerRow ledger_row(const std::string& migration, const std::string& state) {
  LedgerRow row;
  row.migration_name = migration;
  row.started_at = "2025-10-17T10:00:00.000000Z";
  if (state == "applied") row.finished_at = "2025-10-17T10:00:01.000000Z";
  if (state == "rolled back") row.rolled_back_at = "2025-10-17T10:00:02.000000Z";
  return row;
}

/// With -v.
inline Style in_full(int width = 80) {
  Style style;
  style.width = width;
  style.verbose = true;
  return style;
}

inline Style plain(int width = 80) {
  Style style;
  style.width = width;
  return style;
}

}  // namespace tributary::testing
