#include "inspect/ledger_table.hpp"

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
  // to_regclass follows search_path as the unqualified name in Prisma's statements does
  auto row = connection.query(
      "SELECT current_setting('server_version'), current_database(),"
      " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()),"
      " extract(epoch FROM pg_postmaster_start_time()), to_regclass('_prisma_migrations')::oid, current_schema()")[0];
  auto version = value(row[0]);
  database.server_version = version.substr(0, version.find(' '));
  database.schema = !url.schema.empty() ? url.schema : value(row[5]).empty() ? "public" : value(row[5]);
  return {value(row[1]), value(row[2]), value(row[3]), value(row[4])};
}

std::string time_column(const std::string& name) {
  return "to_char(" + name + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
}

/// The columns Prisma reads, in its order of rows; ties, which Prisma leaves to chance, by id.
std::string rows_statement(std::size_t limit) {
  return "SELECT id::text, checksum::text, migration_name::text, " + time_column("started_at") + ", " +
         time_column("finished_at") + ", " + time_column("rolled_back_at") +
         ", left(logs::text, 4000), applied_steps_count::int FROM _prisma_migrations ORDER BY started_at ASC, id "
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

void read_rows(ReadConnection& connection, const InspectOptions& options, Database& database) {
  auto rows = connection.query(rows_statement(options.rows_cap + 1));
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
  auto answer = connection.query(
      "SELECT coalesce(bool_or(c.relname = '_prisma_migrations'), false),"
      " coalesce(bool_or(c.relname <> '_prisma_migrations' AND lower(c.relname) NOT IN ('spatial_ref_sys',"
      " 'geometry_columns', 'geography_columns', 'raster_columns', 'raster_overviews')), false)"
      " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE c.relkind = 'r' AND n.nspname IN (" +
      names + ")");
  database.ledger_counts = answer[0][0].as<bool>();
  database.has_other_tables = answer[0][1].as<bool>();
}

}  // namespace

Identity read_ledger(ReadConnection& connection, const prisma::Url& url, const std::set<std::string>& more_schemas,
                     const InspectOptions& options, Database& database) {
  if (!url.schema.empty()) connection.query("SET LOCAL search_path = " + connection.quote_name(url.schema));
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
