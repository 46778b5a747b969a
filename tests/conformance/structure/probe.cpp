// What tributary says of schema.prisma files and databases, for run.mjs to hold against Prisma's engine.
//
// For each line "MAJOR<TAB>SCHEMA FILE<TAB>URL" of the standard input one JSON object: on what they do not agree and
// the SQL that is offered. Without a URL: against an empty database.
#include <libpq-fe.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/files.hpp"
#include "base/text.hpp"
#include "catalog/diff_sql.hpp"
#include "catalog/expected.hpp"

using namespace tributary;
using namespace tributary::catalog;
using nlohmann::json;

namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

Rows rows_of(PGconn* connection, const std::string& sql) {
  Result result(PQexec(connection, sql.c_str()), PQclear);
  auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(connection));
  Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
  for (int row = 0; row < PQntuples(result.get()); ++row)
    for (int column = 0; column < PQnfields(result.get()); ++column)
      rows[static_cast<std::size_t>(row)].push_back(
          PQgetisnull(result.get(), row, column) ? std::nullopt
                                                 : std::optional<std::string>(PQgetvalue(result.get(), row, column)));
  return rows;
}

Catalog structure_at(const std::string& url) {
  Connection connection(PQconnectdb(url.c_str()), PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  rows_of(connection.get(), "BEGIN READ ONLY");
  return read_catalog([&](const std::string& sql) { return rows_of(connection.get(), sql); });
}

std::string columns_text(const Gap& gap) {
  return "(" + text::join(gap.columns, ", ") + ")";
}

/// In the words of the engine's own summary: "+ column T.c", "~ index T new_name", "- foreign key T(a)".
std::string touched(const Gap& gap) {
  std::string sign = gap.kind == Gap::Kind::missing ? "+ " : gap.kind == Gap::Kind::extra ? "- " : "~ ";
  const auto& object = gap.object;
  switch (object.kind) {
    case ObjectKind::column:
      return sign + "column " + object.name + "." + object.part;
    case ObjectKind::enum_type:
      return sign + "enum " + object.name;
    case ObjectKind::enum_value:
      return sign + "value " + object.name + "." + object.part;
    case ObjectKind::table:
      return sign + "table " + object.name;
    case ObjectKind::extension:
      return sign + "extension " + object.name;
    case ObjectKind::index:
      return gap.kind == Gap::Kind::different ? sign + "index " + object.name
                                              : sign + "index " + gap.table + columns_text(gap);
    case ObjectKind::constraint:
      if (gap.detail.starts_with("primary key")) return sign + "primary key " + object.name + columns_text(gap);
      return gap.kind == Gap::Kind::different ? sign + "foreign key " + object.name + " " + object.part
                                              : sign + "foreign key " + object.name + columns_text(gap);
    default:
      return sign + "schema " + object.name;
  }
}

json answer(const std::vector<std::string>& words) {
  ExpectOptions options;
  options.prisma_major = std::stoi(words.at(0));
  auto text = read_file(words.at(1));
  if (!text.bytes) throw std::runtime_error(words.at(1) + ": " + text.problem);
  auto expected = expected_structure({{words.at(1), *text.bytes}}, options);
  Described found;
  if (words.size() > 2) found = found_structure(structure_at(words.at(2)), expected.schemas, options);
  auto gaps = schema_against_structure(expected, found, options.default_schema);
  json out{{"opaque", expected.opaque}, {"statements", gaps.statements}, {"touched", json::array()}};
  for (const auto& gap : gaps.gaps) out["touched"].push_back(touched(gap));
  return out;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      std::cout << answer(text::split(line, '\t')).dump() << std::endl;
    } catch (const std::exception& error) {
      std::cout << json{{"error", error.what()}}.dump() << std::endl;
    }
  }
}
