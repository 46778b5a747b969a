#include "inspect/ledger_table.hpp"

#include "inspect/safe_table.hpp"

namespace tributary::inspect {
namespace {

std::string value(const pqxx::field& field) {
  return field.is_null() ? std::string() : std::string(field.c_str());
}

std::optional<std::string> optional_value(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return std::string(field.c_str());
}

Identity ask_identity(ReadConnection& connection, const prisma::Url& url, Database& database) {
  auto row = connection.one_row(
      "SELECT current_setting('server_version'), current_database(),"
      " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()),"
      " extract(epoch FROM pg_postmaster_start_time())",
      4);
  auto version = value(row[0]);
  database.server_version = version.substr(0, version.find(' '));
  database.schema = !url.schema.empty()                   ? url.schema
                    : connection.current_schema().empty() ? "public"
                                                          : connection.current_schema();
  return {value(row[1]), value(row[2]), value(row[3]), connection.ledger_oid()};
}

std::string time_column(const std::string& name) {
  return "to_char(" + name + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
}

/// The ledger with its schema: search_path is empty.
std::string place_of_ledger(ReadConnection& connection, const std::string& oid) {
  auto row = connection.one_row(
      "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE c.oid = " +
          oid,
      2);
  return connection.quote_name(value(row[0])) + "." + connection.quote_name(value(row[1]));
}

/// The columns Prisma reads, in its order of rows; ties, which Prisma leaves to chance, by id. No honest value is cut.
std::string rows_statement(const std::string& ledger, std::size_t limit) {
  return "SELECT left(id::text, 1000), left(checksum::text, 1000), left(migration_name::text, 1000), " +
         time_column("started_at") + ", " + time_column("finished_at") + ", " + time_column("rolled_back_at") +
         ", left(logs::text, 4000), applied_steps_count::int FROM " + ledger +
         " ORDER BY started_at ASC, id "
         "LIMIT " +
         std::to_string(limit);
}

LedgerRow row_of(const pqxx::row& row) {
  LedgerRow out;
  out.id = value(row[0]);
  out.checksum = value(row[1]);
  out.migration_name = value(row[2]);
  out.started_at = value(row[3]);
  out.finished_at = optional_value(row[4]);
  out.rolled_back_at = optional_value(row[5]);
  out.logs = optional_value(row[6]);
  out.applied_steps_count = row[7].is_null() ? 0 : row[7].as<int>();
  return out;
}

const std::vector<std::string> ledger_columns = {
    "id", "checksum", "migration_name", "started_at", "finished_at", "rolled_back_at", "logs", "applied_steps_count"};

/// What stands at the ledger's place is only read where reading it runs nothing.
void require_table(ReadConnection& connection, const std::string& oid) {
  const char* hint = "it is not read, because that would run what another user of the database wrote, with your rights";
  auto what = why_not_read(connection, oid);
  if (what.empty()) {
    auto column = column_of_own_type(connection, oid, ledger_columns, false);
    if (!column.empty()) what = "a table with a type of its own: " + column;
  }
  if (!what.empty()) throw Refusal{Database::State::not_read, "_prisma_migrations is " + what, hint};
}

void read_rows(ReadConnection& connection, const InspectOptions& options, Database& database) {
  const auto& oid = connection.ledger_oid();
  require_table(connection, oid);
  auto rows = connection.query(rows_statement(place_of_ledger(connection, oid), options.rows_cap + 1), 8);
  if (rows.size() > options.rows_cap)
    throw Refusal{Database::State::broken_ledger,
                  "_prisma_migrations has more than " + std::to_string(options.rows_cap) + " rows",
                  "this is no ledger that Prisma wrote"};
  for (const auto& row : rows) {
    if (row[2].is_null() || row[3].is_null())
      throw Refusal{Database::State::broken_ledger, "_prisma_migrations has a row without migration_name or started_at",
                    "the table _prisma_migrations is not as Prisma makes it"};
    database.rows.push_back(row_of(row));
  }
}

/// schema-engine, sql-schema-connector: the ordinary tables that deploy counts before it asks search_path for its
/// ledger. Any but the ledger make it refuse with P3005; without the ledger among them it makes one.
void count_tables(ReadConnection& connection, const prisma::Url& url, std::set<std::string> schemas,
                  Database& database) {
  schemas.insert(url.schema.empty() ? "public" : url.schema);
  std::string names;
  for (const auto& schema : schemas) names += (names.empty() ? "" : ", ") + connection.quote(schema);
  auto answer = connection.one_row(
      "SELECT coalesce(bool_or(c.relname = '_prisma_migrations'), false),"
      " coalesce(bool_or(c.relname <> '_prisma_migrations' AND lower(c.relname) NOT IN ('spatial_ref_sys',"
      " 'geometry_columns', 'geography_columns', 'raster_columns', 'raster_overviews')), false)"
      " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE c.relkind = 'r' AND n.nspname IN (" +
          names + ")",
      2);
  database.ledger_counts = answer[0].as<bool>();
  database.has_other_tables = answer[1].as<bool>();
}

}  // namespace

Identity read_ledger(ReadConnection& connection, const prisma::Url& url, const std::set<std::string>& more_schemas,
                     const InspectOptions& options, Database& database) {
  auto identity = ask_identity(connection, url, database);
  count_tables(connection, url, more_schemas, database);
  database.has_ledger = !identity.ledger_oid.empty();
  database.state = Database::State::ok;
  if (!database.has_ledger) return identity;
  try {
    read_rows(connection, options, database);
  } catch (const Refusal& refusal) {
    database.rows.clear();
    database.state = refusal.state;
    database.error = refusal.error;
    database.hint = refusal.hint;
  }
  return identity;
}

}  // namespace tributary::inspect
