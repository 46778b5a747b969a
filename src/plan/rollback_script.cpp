#include "plan/rollback_script.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace tributary::plan {
namespace {

// Why it goes this way. The structure is replayed from the folders, since `migrate deploy` knows no "up to". A full
// dump does not go into tables that are there, so rows are copied column by column, between pg_dump's pre-data and
// post-data sections: then no foreign key, trigger or unique index is in the way, and no superuser is needed to switch
// them off.
constexpr const char* steps =
#include "plan/rollback_steps.inc"
    ;

std::string word(const std::string& text) {
  return text::shell_word(text);
}

std::string sql_literal(const std::string& text) {
  return "'" + text::replace_all(text, "'", "''") + "'";
}

// Inside a here-document that the shell expands the rows come from a variable, whose value it does not expand again.
std::string kept_rows(const std::vector<KeptMigration>& kept) {
  std::string out;
  for (const auto& one : kept)
    out += fmt::format("INSERT INTO kept VALUES ({}, {});\n", sql_literal(one.name), sql_literal(one.checksum));
  return out;
}

// Prints one kept migration's script: of a database that several branches share not all are in one folder.
std::string script_of(const std::vector<KeptMigration>& kept) {
  std::string out = "script_of() {\n  case $1 in\n";
  for (const auto& one : kept)
    if (!one.reading.empty()) out += fmt::format("    {}) {} ;;\n", word(one.name), one.reading);
  return out + "    *) cat \"$migrations/$1/migration.sql\" ;;\n  esac\n}\n";
}

std::string values(const ScriptFacts& facts) {
  const auto& place = facts.place;
  std::string out;
  auto set = [&](const std::string& name, const std::string& value) { out += name + "=" + word(value) + "\n"; };
  set("export PGHOST", place.host);
  set("export PGPORT", std::to_string(place.port));
  set("export PGUSER", place.user);
  if (!place.ssl_mode.empty()) set("export PGSSLMODE", place.ssl_mode);
  if (place.password)
    out += ": \"${PGPASSWORD:?the database asks for a password: export PGPASSWORD=… first}\"\nexport PGPASSWORD\n";
  set("database", place.database);
  auto stem = place.database.substr(0, 40);  // a name of over 63 bytes would be cut, and two cut ones be the same
  set("built", stem + "_replay_" + facts.stamp);
  set("clean", stem + "_clean_" + facts.stamp);
  set("before_rollback", stem + "_before_" + facts.stamp);
  set("maintenance", place.database == "postgres" ? "template1" : "postgres");
  set("schema", facts.schema.empty() ? "public" : facts.schema);
  set("migrations", facts.migrations_folder);
  out +=
      fmt::format("backup=$PWD/{}\n", word(text::replace_all(place.database, "/", "_") + "_" + facts.stamp + ".dump"));
  out += "kept=(\n";
  for (const auto& one : facts.kept) out += "  " + word(one.name) + "\n";
  out += ")\n";
  set("kept_rows", kept_rows(facts.kept));
  set("names_back", facts.names_back);
  return out + script_of(facts.kept);
}

std::string head(const ScriptFacts& facts) {
  auto comment = [](const std::string& text) {
    return text::replace_all(text::replace_all(text, "\n", " "), "\r", " ");
  };
  return fmt::format(
      "#!/usr/bin/env bash\n"
      "# Takes database {} back to the state after {}.\n"
      "#\n"
      "# Read it, then run it with bash, where psql and pg_dump are at least as new as the server and the migrations "
      "are\n"
      "# as they were when it was written. The role must own the database, may create databases (CREATEDB) and may "
      "end\n"
      "# the sessions of the application (the same role, pg_signal_backend or a superuser).\n"
      "#\n"
      "# Nothing is deleted: the database of today stays, read-only, under another name. Until names are swapped in "
      "step\n"
      "# 7 every failure leaves it as it is. Rows of tables and columns that only later migrations made stay behind in "
      "it;\n"
      "# what they renamed comes along under its old name. All that does not come along is named, and the copying "
      "tried\n"
      "# once, before the downtime begins: step 2.\n"
      "# The downtime is steps 3 to 7: the time that copying the rows and building their indexes takes.\n"
      "#\n"
      "# To take the swap back: end all sessions, rename {} to another name and the one that\n"
      "# ends in _before_{} to its old one, and ALTER DATABASE … RESET default_transaction_read_only.\n"
      "# Owners, grants, default privileges, policies and row-level security come along. Not tried beforehand in a "
      "scratch\n"
      "# server. Not carried over: ALTER DATABASE … SET, GRANT … ON DATABASE, large objects, subscriptions.\n"
      "set -euo pipefail\n",
      comment(facts.place.database), comment(facts.kept.empty() ? "nothing" : facts.kept.back().name),
      comment(facts.place.database), facts.stamp);
}

}  // namespace

std::string rollback_script(const ScriptFacts& facts) {
  std::string tag = "MESSAGE";
  while (facts.message.find(tag) != std::string::npos) tag += "_";
  return head(facts) + values(facts) + steps +
         fmt::format("sed \"s/^Downtime: .*/Downtime:        $downtime/\" <<'{0}'\n\n{1}{0}\n", tag, facts.message);
}

}  // namespace tributary::plan
