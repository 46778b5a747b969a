#include "plan/ledger_rename.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace tributary::plan {
namespace {

std::string doubled(const std::string& text, char quote) {
  std::string out(1, quote);
  for (char c : text) {
    if (c == quote) out += c;
    out += c;
  }
  return out + quote;
}

// A backslash means itself under standard_conforming_strings only; E'' says so whatever the server's setting.
std::string literal(const std::string& text) {
  if (text.find('\\') == std::string::npos) return doubled(text, '\'');
  std::string escaped;
  for (char c : text) escaped += c == '\\' ? "\\\\" : std::string(1, c);
  return "E" + doubled(escaped, '\'');
}

// A tag that the body does not hold.
std::string dollar_tag(const std::string& body) {
  std::string tag = "$rename$";
  for (int n = 1; body.find(tag) != std::string::npos; ++n) tag = fmt::format("$rename{}$", n);
  return tag;
}

std::string one_rename(const std::string& table, const RowRename& rename) {
  const auto& sums = rename.checksums;
  auto known = fmt::format("checksum IN ({}, {}, {})", literal(sums.as_is), literal(sums.lf), literal(sums.crlf));
  return fmt::format(
      "  IF EXISTS (SELECT FROM {0} WHERE migration_name = {1} AND NOT {3}) THEN\n"
      "    RAISE EXCEPTION '% was applied with other content', {1};\n"
      "  END IF;\n"
      "  IF EXISTS (SELECT FROM {0} WHERE migration_name = {2}) THEN\n"
      "    RAISE EXCEPTION '% is in the ledger already', {2};\n"
      "  END IF;\n"
      "  UPDATE {0} SET migration_name = {2} WHERE migration_name = {1} AND {3};\n",
      table, literal(rename.from), literal(rename.to), known);
}

}  // namespace

std::string rename_statement(const std::string& schema, const std::vector<RowRename>& renames) {
  auto table = schema.empty() ? "_prisma_migrations" : doubled(schema, '"') + "._prisma_migrations";
  std::string body =
      "\nBEGIN\n  PERFORM set_config('lock_timeout', '10s', true);\n"
      "  PERFORM pg_advisory_xact_lock(72707369);\n";
  for (const auto& rename : renames) body += one_rename(table, rename);
  body += "END\n";
  auto tag = dollar_tag(body);
  return "DO " + tag + body + tag + ";";
}

}  // namespace tributary::plan
