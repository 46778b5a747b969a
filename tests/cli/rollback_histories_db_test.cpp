// Generated histories with rows: after the printed rollback every value that stays is there under its name of then, or
// was named as lost before the downtime, or nothing was changed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <utility>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

struct Column {
  int id = 0;
  std::string name;
  enum class Kind { text, number, mood } kind = Kind::text;
};
struct Table {
  int id = 0;
  std::string name;
  std::vector<Column> columns;
};
struct State {
  std::vector<Table> tables;
  std::string type;                 // the enum's name; "" = there is none
  std::vector<std::string> values;  // its values' names, by what they mean
};

/// A history of migrations, what each leaves, and the rows that came between them.
class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  std::string next() {
    std::vector<std::string (History::*)()> ways = {
        &History::create,  &History::add,          &History::rename_column, &History::rename_table, &History::drop,
        &History::to_text, &History::rename_value, &History::rename_type,   &History::add_mood};
    std::string sql;
    int count = 1 + pick(2);
    for (int tries = 0; count > 0 && tries < 50; ++tries) {
      auto one = state_.tables.empty() ? create()
                                       : (this->*ways[static_cast<std::size_t>(pick(static_cast<int>(ways.size())))])();
      if (!one.empty()) sql += one + "\n", --count;
    }
    return sql;
  }
  const State& state() const { return state_; }

  std::string rows() {
    std::string sql;
    for (const auto& table : state_.tables) {
      std::string names = "\"id\"", values = fmt::format("{}", ++row_);
      for (const auto& column : table.columns) {
        names += ", \"" + column.name + "\"";
        values += column.kind == Column::Kind::mood
                      ? ", '" + quoted(state_.values[static_cast<std::size_t>(pick(2))]) + "'"
                  : column.kind == Column::Kind::number ? fmt::format(", {}", row_ * 7)
                                                        : fmt::format(", '{}'", row_ * 7);
      }
      sql += fmt::format("INSERT INTO \"{}\" ({}) VALUES ({});\n", table.name, names, values);
    }
    return sql;
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::string fresh(const char* stem) { return fmt::format("{}'{}", stem, ++names_); }
  Table& table() { return state_.tables[static_cast<std::size_t>(pick(static_cast<int>(state_.tables.size())))]; }
  Column* column(Table& of) {
    return of.columns.empty() ? nullptr
                              : &of.columns[static_cast<std::size_t>(pick(static_cast<int>(of.columns.size())))];
  }

  std::string create() {
    state_.tables.push_back({++ids_, fresh("T"), {{++ids_, fresh("c")}, {++ids_, fresh("n"), Column::Kind::number}}});
    const auto& made = state_.tables.back();
    return fmt::format("CREATE TABLE \"{}\" (\"id\" INTEGER PRIMARY KEY, \"{}\" TEXT, \"{}\" INTEGER);", made.name,
                       made.columns[0].name, made.columns[1].name);
  }
  std::string add() {
    auto& at = table();
    at.columns.push_back({++ids_, fresh("c")});
    return fmt::format("ALTER TABLE \"{}\" ADD COLUMN \"{}\" TEXT;", at.name, at.columns.back().name);
  }
  std::string rename_column() {
    auto& at = table();
    auto* one = column(at);
    if (!one) return "";
    auto old = std::exchange(one->name, fresh("r"));
    return fmt::format("ALTER TABLE \"{}\" RENAME COLUMN \"{}\" TO \"{}\";", at.name, old, one->name);
  }
  std::string rename_table() {
    auto& at = table();
    auto old = std::exchange(at.name, fresh("R"));
    return fmt::format("ALTER TABLE \"{}\" RENAME TO \"{}\";", old, at.name);
  }
  std::string drop() {
    auto& at = table();
    if (at.columns.size() < 2) return "";
    auto gone = at.columns.begin() + pick(static_cast<int>(at.columns.size()));
    auto name = gone->name;
    at.columns.erase(gone);
    return fmt::format("ALTER TABLE \"{}\" DROP COLUMN \"{}\";", at.name, name);
  }
  std::string to_text() {
    auto& at = table();
    auto* one = column(at);
    if (!one || one->kind != Column::Kind::number) return "";
    one->kind = Column::Kind::text;
    return fmt::format("ALTER TABLE \"{0}\" ALTER COLUMN \"{1}\" TYPE TEXT USING \"{1}\"::TEXT;", at.name, one->name);
  }
  std::string add_mood() {
    std::string sql;
    if (state_.type.empty()) {
      state_.type = fresh("Mood"), state_.values = {fresh("a"), fresh("b")};
      sql = fmt::format("CREATE TYPE \"{}\" AS ENUM ('{}', '{}');\n", state_.type, quoted(state_.values[0]),
                        quoted(state_.values[1]));
    }
    auto& at = table();
    at.columns.push_back({++ids_, fresh("m"), Column::Kind::mood});
    return sql +
           fmt::format("ALTER TABLE \"{}\" ADD COLUMN \"{}\" \"{}\";", at.name, at.columns.back().name, state_.type);
  }
  std::string rename_value() {
    if (state_.type.empty()) return "";
    auto& value = state_.values[static_cast<std::size_t>(pick(2))];
    auto old = std::exchange(value, fresh("v"));
    return fmt::format("ALTER TYPE \"{}\" RENAME VALUE '{}' TO '{}';", state_.type, quoted(old), quoted(value));
  }
  std::string rename_type() {
    if (state_.type.empty()) return "";
    auto old = std::exchange(state_.type, fresh("Feeling"));
    return fmt::format("ALTER TYPE \"{}\" RENAME TO \"{}\";", old, state_.type);
  }

 public:
  static std::string quoted(const std::string& text) { return text::replace_all(text, "'", "''"); }

 private:
  std::mt19937 random_;
  State state_;
  int ids_ = 0, names_ = 0, row_ = 0;
};

struct Lived : TempRepo {
  TempServer& server = TempServer::shared();
  std::string database = server.new_database("history");
  std::vector<std::string> names;
  std::vector<State> states;

  explicit Lived(unsigned seed) {
    write(".gitignore", ".env\n");
    start_project();
    History history(seed);
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    apply("20240101000000_init");
    for (int i = 0; i < 5; ++i) {
      names.push_back(fmt::format("2024020{}000000_step", i + 1));
      migration(names.back(), history.next());
      apply(names.back());
      states.push_back(history.state());
      server.exec(database, history.rows());
    }
    commit("history");
    write(".env", "DATABASE_URL=" + server.url(database));
  }
  void apply(const std::string& name) {
    auto sql = file_text(path() + "/prisma/migrations/" + name + "/migration.sql");
    server.exec(database, sql);
    server.exec(database,
                "INSERT INTO _prisma_migrations VALUES (gen_random_uuid()::text, encode(sha256(convert_to($q$" + sql +
                    "$q$, 'UTF8')), 'hex'), clock_timestamp(), '" + name + "', null, null, clock_timestamp(), 1)");
  }
  std::string values(const Table& table, const Column& column) const {
    return server.exec(database,
                       fmt::format("SELECT \"id\", \"{}\" FROM \"{}\" ORDER BY \"id\"", column.name, table.name));
  }
};

const Table* table_with(const State& state, int id) {
  for (const auto& table : state.tables)
    if (table.id == id) return &table;
  return nullptr;
}
const Column* column_with(const Table& table, int id) {
  for (const auto& column : table.columns)
    if (column.id == id) return &column;
  return nullptr;
}

// Values of the enum as they were called then.
std::string as_then(std::string text, const State& now, const State& then) {
  if (then.values.empty()) return text;
  for (std::size_t i = 0; i < now.values.size(); ++i)
    text = text::replace_all(text, "|" + now.values[i] + "\n", fmt::format("|#{}\n", i));
  for (std::size_t i = 0; i < then.values.size(); ++i)
    text = text::replace_all(text, fmt::format("|#{}\n", i), "|" + then.values[i] + "\n");
  return text;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("generated histories: no value is lost without a word") {
    int executed = 0;
    for (unsigned seed = 1; seed <= 6; ++seed) {
      CAPTURE(seed);
      Lived lived(seed);
      auto target = seed % (lived.names.size() - 1);
      const auto &now = lived.states.back(), &then = lived.states[target];
      std::map<std::pair<int, int>, std::string> before;
      for (const auto& table : now.tables)
        for (const auto& column : table.columns) before[{table.id, column.id}] = lived.values(table, column);
      auto printed = run_tributary({"runbook", "rollback", "--to", lived.names[target]}, lived.path());
      INFO(printed.err);
      REQUIRE(printed.status == 0);
      lived.write("rollback.sh", printed.out);
      ProcessOptions options;
      options.folder = lived.path(), options.deadline_ms = 120'000;
      auto ran = run_process({"bash", "rollback.sh"}, options);
      INFO(ran.out << ran.err);
      if (ran.status != 0) {
        CHECK(ran.out.find("DOWNTIME BEGINS") == std::string::npos);
        continue;
      }
      ++executed;
      auto named = ran.out.substr(0, ran.out.find("DOWNTIME BEGINS"));
      for (const auto& table : then.tables) {
        const auto* is = table_with(now, table.id);
        for (const auto& column : table.columns) {
          const auto* still = is ? column_with(*is, column.id) : nullptr;
          CAPTURE(table.name + "." + column.name);
          if (still)
            CHECK(lived.values(table, column) == as_then(before[{table.id, column.id}], now, then));
          else
            CHECK(named.find(column.name + "\" was dropped since") != std::string::npos);
        }
      }
    }
    CHECK(executed >= 4);
  }
}
