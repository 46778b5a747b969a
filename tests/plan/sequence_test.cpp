#include <doctest/doctest.h>

#include "plan/literals.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const Migrations shared = {{"20240101000000_init", "create table a()"},
                           {"20251016044654_add_analytics", "create table b()"}};
const Migrations epic3 = {{"20251016000000_create_vector_indexes", "3a"},
                          {"20251016164000_add_search_analytics", "3b"},
                          {"20251017000000_add_first_aid", "3c"}};
const Migrations epic4 = {{"20251016223131_add_validation_response_fields", "4"}};
const Migrations epic5 = {{"20251016231054_add_behavioral_models", "5"}};

Source main_source() {
  return source_of("main", {project_of(shared)});
}
Source branch(const std::string& name, const Migrations& own) {
  return source_of(name, {with_own(shared, own)});
}
Workspace three_epics() {
  return workspace_of(main_source(), {branch("epic5", epic5), branch("epic3", epic3), branch("epic4", epic4)});
}

std::vector<std::string> order(const Sequence& sequence) {
  std::vector<std::string> names;
  for (const auto& step : sequence.steps) names.push_back(step.source);
  return names;
}
std::vector<std::string> added(const Step& step) {
  std::vector<std::string> names;
  for (const auto& add : step.adds) names.push_back(add.migration);
  return names;
}
bool says(const Step& step, const std::string& words) {
  for (const auto& reason : step.reasons)
    if (reason.find(words) != reason.npos) return true;
  return false;
}
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("sources are merged by their first own stamp, numbered from one, whatever their names") {
  auto sequence = propose_sequence(three_epics(), {}, {});
  CHECK(order(sequence) == Names{"epic3", "epic4", "epic5"});
  CHECK(sequence.steps[2].number == 3);
  CHECK(added(sequence.steps[1]) == Names{"20251016223131_add_validation_response_fields"});
  CHECK(
      says(sequence.steps[0], "20251016000000_create_vector_indexes: none that is still to be merged begins earlier"));
  CHECK(sequence.together.empty());
}

TEST_CASE("interleaving names the other sources' migrations, on the side that encloses them only") {
  auto sequence = propose_sequence(three_epics(), {}, {});
  CHECK(sequence.steps[0].interleaves ==
        std::vector<Interleave>{{"epic4", ".", "20251016223131_add_validation_response_fields"},
                                {"epic5", ".", "20251016231054_add_behavioral_models"}});
  CHECK(
      says(sequence.steps[0], "interleave with those of epic4 (20251016223131_add_validation_response_fields), epic5"));
  CHECK(sequence.steps[1].interleaves.empty());
  CHECK_FALSE(says(sequence.steps[1], "interleave"));
}

TEST_CASE("a source that encloses hundreds of others names a hundred of their migrations and counts the rest") {
  const Migrations shared = {{"20240101000000_init", "init"}};
  std::vector<Source> sources = {
      source_of("wide", {with_own(shared, {{"20250101000000_first", "first"}, {"20260101000000_last", "last"}})})};
  for (int i = 100; i < 350; ++i) {
    auto name = "20250601000" + std::to_string(i) + "_step";
    sources.push_back(source_of("between" + std::to_string(i), {with_own(shared, {{name, name}})}));
  }
  auto sequence = propose_sequence(workspace_of(source_of("main", {project_of(shared)}), sources), {}, {});
  REQUIRE(sequence.steps.size() == 251);
  const auto& wide = sequence.steps[0];
  CHECK(wide.interleaves.size() == 100);
  CHECK(wide.interleaves_left_out == 150);
  CHECK(wide.interleaves[0] == Interleave{"between100", ".", "20250601000100_step"});
  CHECK(says(wide, "between107 (20250601000107_step), and others (242 more): an empty database"));
  CHECK(sequence.steps[1].interleaves.empty());
  CHECK(sequence.steps[1].interleaves_left_out == 0);
}

TEST_CASE("a migration that sorts before the target's newest is called late; one that sorts after is not") {
  auto sequence = propose_sequence(three_epics(), {}, {});
  CHECK(says(sequence.steps[0],
             "20251016000000_create_vector_indexes sorts before the target's newest migration "
             "20251016044654_add_analytics"));
  CHECK_FALSE(says(sequence.steps[1], "newest migration"));
}

TEST_CASE("names without a stamp come after all that have one, in the order of their names") {
  auto workspace = workspace_of(main_source(),
                                {branch("a", {{"b_nostamp", "x"}}), branch("b", {{"a_nostamp", "y"}}),
                                 branch("c", {{"20991231000000_far", "z"}}), branch("d", {{"20251399000000_x", "q"}})});
  CHECK(order(propose_sequence(workspace, {}, {})) == Names{"c", "d", "b", "a"});
}

TEST_CASE(
    "sources that begin with the same stamp are ordered by the rest of the name, as the target's Prisma lists it") {
  auto workspace = workspace_of(
      main_source(), {branch("a", {{"20251101000000_add_B", "x"}}), branch("b", {{"20251101000000_add_a", "y"}})});
  CHECK(order(propose_sequence(workspace, {}, {})) == Names{"b", "a"});
  workspace.sources[0].projects[0].prisma.minor = 5;  // up to 6.5: bytes, where B comes before a
  CHECK(order(propose_sequence(workspace, {}, {})) == Names{"a", "b"});
}

TEST_CASE(
    "the lower branch of a stack goes first though the upper one begins earlier, and the upper adds only the rest") {
  auto lower = branch("lower", {{"20251102000000_low", "l"}});
  auto upper = branch("upper", {{"20251101000000_up", "u"}, {"20251102000000_low", "l"}});
  SUBCASE("by commits") {
    lower.projects[0] = with_own(shared, {{"20251102000000_low", "l"}, {"20251103000000_later", "n"}});
    upper.contains = {"lower"};
  }
  SUBCASE("by byte-equal folders") {}
  auto sequence = propose_sequence(workspace_of(main_source(), {upper, lower}), {}, {});
  CHECK(order(sequence) == Names{"lower", "upper"});
  REQUIRE(sequence.steps[1].needs.size() == 1);
  CHECK(sequence.steps[1].needs[0].source == "lower");
  CHECK_FALSE(sequence.steps[1].needs[0].hard);
  CHECK(added(sequence.steps[1]) == Names{"20251101000000_up"});
  CHECK(says(sequence.steps[1], "byte for byte what is added before: 20251102000000_low (by lower)"));
  CHECK(says(sequence.steps[0], "upper would begin earlier"));
}

TEST_CASE("folders of the same names but other content are no stack, and the clash is said") {
  auto a = branch("a", {{"20251102000000_low", "this"}});
  auto b = branch("b", {{"20251101000000_up", "u"}, {"20251102000000_low", "that"}});
  auto sequence = propose_sequence(workspace_of(main_source(), {a, b}), {}, {});
  CHECK(order(sequence) == Names{"b", "a"});
  CHECK(sequence.steps[1].needs.empty());
  CHECK(sequence.steps[1].adds.empty());
  CHECK(says(sequence.steps[1], "other content under a name that is added before"));
}

TEST_CASE("of a tower of branches each names only the one directly below") {
  auto a = branch("a", {{"20251101000000_a", "a"}});
  auto b = branch("b", {{"20251101000000_a", "a"}, {"20251102000000_b", "b"}});
  auto c = branch("c", {{"20251101000000_a", "a"}, {"20251102000000_b", "b"}, {"20251103000000_c", "c"}});
  b.contains = {"a"};
  c.contains = {"a", "b"};
  auto sequence = propose_sequence(workspace_of(main_source(), {c, b, a}), {}, {});
  CHECK(order(sequence) == Names{"a", "b", "c"});
  REQUIRE(sequence.steps[2].needs.size() == 1);
  CHECK(sequence.steps[2].needs[0].source == "b");
}

TEST_CASE("a need read out of SQL goes before every stamp") {
  auto workspace = three_epics();
  KnownNeed need{"epic3",
                 {"epic5", "20251017000000_add_first_aid alters behavioral_patterns, which epic5 creates", true}};
  auto sequence = propose_sequence(workspace, {}, {need});
  CHECK(order(sequence) == Names{"epic4", "epic5", "epic3"});
  REQUIRE(sequence.steps[2].needs.size() == 1);
  CHECK(sequence.steps[2].needs[0] == need.need);
  CHECK(says(sequence.steps[2], "epic5 goes first whatever the stamps say: 20251017000000_add_first_aid alters"));
  CHECK(says(sequence.steps[0], "epic3 would begin earlier"));
}

TEST_CASE("a need that is not hard is a wish: it moves a source, but gives way to a hard one") {
  KnownNeed wish{"epic3", {"epic4", "it reads better", false}};
  CHECK(order(propose_sequence(three_epics(), {}, {wish})) == Names{"epic4", "epic3", "epic5"});
  KnownNeed hard{"epic4", {"epic3", "its SQL", true}};
  auto sequence = propose_sequence(three_epics(), {}, {wish, hard});
  CHECK(order(sequence) == Names{"epic3", "epic4", "epic5"});
  CHECK(sequence.together.empty());
}

TEST_CASE("sources that need each other are proposed together, and what hangs on one of them waits for both") {
  std::vector<KnownNeed> needs = {{"epic3", {"epic5", "uses a table of it", true}},
                                  {"epic5", {"epic3", "refers to a type of it", true}},
                                  {"epic4", {"epic5", "adds a column there", true}}};
  auto sequence = propose_sequence(three_epics(), {}, needs);
  CHECK(sequence.together == std::vector<Names>{{"epic3", "epic5"}});
  CHECK(order(sequence) == Names{"epic3", "epic5", "epic4"});
  CHECK(says(sequence.steps[0], "Needs epic5 and is needed by it in turn"));
}

TEST_CASE("needs that name the target, a stranger or the source itself order nothing") {
  std::vector<KnownNeed> needs = {
      {"epic3", {"main", "x", true}}, {"epic3", {"gone", "x", true}}, {"epic3", {"epic3", "x", true}}};
  auto sequence = propose_sequence(three_epics(), {}, needs);
  CHECK(order(sequence) == Names{"epic3", "epic4", "epic5"});
  CHECK(sequence.steps[0].needs.empty());
}

TEST_CASE("sources without own migrations are named apart; one that could not be read is not called empty") {
  auto done = branch("done", {});
  auto broken = branch("broken", {});
  auto folder = std::make_shared<MigrationsFolder>();
  folder->state = MigrationsFolder::State::unreadable;
  broken.projects[0].folder = folder;
  auto gone = source_of("gone", {});
  gone.missing = true;
  auto sequence = propose_sequence(workspace_of(main_source(), {done, broken, gone}), {}, {});
  CHECK(sequence.steps.empty());
  CHECK(sequence.nothing_to_merge == Names{"done"});
}

TEST_CASE(
    "a source that changes only the schema or the lock file is a step behind the others; one that is behind is none") {
  auto main = main_source();
  auto with_schema = [](Source source, const std::string& blob, const std::string& base) {
    source.projects[0].schema = {{"prisma/schema.prisma", blob}};
    source.projects[0].base_schema = {{"prisma/schema.prisma", base}};
    source.projects[0].base_folder = std::make_shared<const MigrationsFolder>();
    return source;
  };
  main.projects[0].schema = {{"prisma/schema.prisma", "new"}};
  auto changed = with_schema(branch("changed", {}), "mine", "old"),
       behind = with_schema(branch("behind", {}), "old", "old"), even = with_schema(branch("even", {}), "new", "old"),
       lock = with_schema(branch("lock", {}), "old", "old");
  auto folder = std::make_shared<MigrationsFolder>(*lock.projects[0].folder);
  folder->lock_file = "provider = \"mysql\"\n";
  lock.projects[0].folder = folder;
  auto sequence = propose_sequence(
      workspace_of(main, {behind, branch("own", {{"20250101000000_own", "SELECT 1;"}}), changed, even, lock}), {}, {});
  CHECK(order(sequence) == Names{"own", "changed", "lock"});
  CHECK(sequence.nothing_to_merge == Names{"behind", "even"});
  CHECK(sequence.steps[1].adds.empty());
  CHECK(sequence.steps[1].reasons == Names{"It brings no migration; it changes prisma/schema.prisma."});
}

TEST_CASE("each step says what is applied where and what deploy would still run there after it") {
  auto rows = {row("20240101000000_init"), row("20251016044654_add_analytics"),
               row("20251016000000_create_vector_indexes"), row("20251016164000_add_search_analytics", "rolled back"),
               row("20251016231054_add_behavioral_models")};
  auto shared_database = database_of("americano", {{"main", "."}, {"epic3", "."}}, rows);
  auto empty = database_of("empty", {{"epic5", "."}}, {});
  auto sequence = propose_sequence(three_epics(), {shared_database, empty}, {});
  const auto& step = sequence.steps[0];
  REQUIRE(step.applies.size() == 2);
  CHECK(step.applies[0].migrations == Names{"20251016164000_add_search_analytics", "20251017000000_add_first_aid"});
  CHECK(step.applies[0].already == Names{"20251016000000_create_vector_indexes"});
  CHECK(step.applies[1].migrations.size() == 5);
  CHECK(says(
      step,
      "In americano 1 of 3 are applied already (20251016000000_create_vector_indexes); `prisma migrate deploy` would "
      "still run 20251016164000_add_search_analytics and 20251017000000_add_first_aid."));
  CHECK(says(sequence.steps[2], "In americano it is applied already"));
}

TEST_CASE("a failed row stops deploy, tables without a ledger do too, and a silent database is not called empty") {
  auto failed = database_of("failed", {{"main", "."}}, {row("20240101000000_init", "failed")});
  auto foreign = database_of("foreign", {{"main", "."}}, {});
  foreign.has_ledger = false;
  foreign.has_other_tables = true;
  auto silent = database_of("silent", {{"main", "."}}, {});
  silent.state = Database::State::unreachable;
  silent.error = "connection refused";
  auto step = propose_sequence(three_epics(), {failed, foreign, silent}, {}).steps[0];
  CHECK(says(step, "P3009 because 20240101000000_init failed there"));
  CHECK(says(step, "P3005"));
  CHECK(says(step, "What is applied in silent is not known: connection refused."));
  CHECK(step.applies.size() == 2);
}

TEST_CASE("what stops deploy is notable: a failed row, a lock file of another provider; what is only pending is not") {
  auto notable = [](const Workspace& workspace, const Database& database) {
    auto all = propose_sequence(workspace, {database}, {}).steps[0].notable;
    std::erase_if(all, [&](const std::string& one) { return one.find(database.id) == std::string::npos; });
    return all;
  };
  auto empty = database_of("empty", {{"main", "."}}, {});
  CHECK(notable(three_epics(), empty) == Names{});
  auto failed = database_of("failed", {{"main", "."}}, {row("20240101000000_init", "failed")});
  REQUIRE(notable(three_epics(), failed).size() == 1);
  CHECK(notable(three_epics(), failed)[0].find("P3009") != std::string::npos);
  auto locked = three_epics();
  auto folder = std::make_shared<MigrationsFolder>(*locked.sources[0].projects[0].folder);
  folder->lock_file = "provider = \"mysql\"\n";
  locked.sources[0].projects[0].folder = folder;
  REQUIRE(notable(locked, empty).size() == 1);
  CHECK(notable(locked, empty)[0].find("P3019 while migration_lock.toml names mysql") != std::string::npos);
}

TEST_CASE("the chronology holds the target's and all own migrations once, with every source that owns them") {
  auto twin = branch("twin", epic4);
  auto workspace = three_epics();
  workspace.sources.push_back(twin);
  auto chronology = propose_sequence(workspace, {}, {}).chronology;
  REQUIRE(chronology.size() == 7);
  CHECK(chronology[0] == UnionEntry{".", "20240101000000_init", {}});
  CHECK(chronology[1].own_of == Names{"epic3"});
  CHECK(chronology[4] == UnionEntry{".", "20251016223131_add_validation_response_fields", {"epic4", "twin"}});
}

TEST_CASE("with several projects each step names the project and asks only the databases of projects it adds to") {
  auto target = source_of("main", {project_of(shared, "apps/web"), project_of(shared, "apps/api")});
  auto web =
      source_of("web", {with_own(shared, {{"20251101000000_web", "w"}}, "apps/web"), with_own(shared, {}, "apps/api")});
  auto both = source_of("both", {with_own(shared, {{"20251105000000_x", "w"}}, "apps/web"),
                                 with_own(shared, {{"20251103000000_y", "w"}}, "apps/api")});
  auto database = database_of("api", {{"main", "apps/api"}}, {row("20240101000000_init")});
  auto sequence = propose_sequence(workspace_of(target, {both, web}), {database}, {});
  CHECK(order(sequence) == Names{"web", "both"});
  CHECK(sequence.steps[0].applies.empty());
  CHECK(sequence.steps[1].adds ==
        std::vector<MigrationRef>{{"apps/api", "20251103000000_y"}, {"apps/web", "20251105000000_x"}});
  REQUIRE(sequence.steps[1].applies.size() == 1);
  CHECK(sequence.steps[1].applies[0].migrations == Names{"20251016044654_add_analytics", "20251103000000_y"});
}

TEST_CASE("a project that the target does not have yet is planned under its own path") {
  auto project = with_own({}, {{"20251101000000_new", "n"}}, "apps/new");
  project.target_path = "";
  auto sequence = propose_sequence(workspace_of(main_source(), {source_of("new", {project})}), {}, {});
  CHECK(sequence.steps[0].adds == std::vector<MigrationRef>{{"apps/new", "20251101000000_new"}});
}
