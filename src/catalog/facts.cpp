#include "catalog/facts.hpp"

#include "base/text.hpp"

namespace tributary::catalog {

const std::vector<Reading>& readings() {
  static const std::vector<Reading> all = [] {
    std::vector<Reading> out;
    for (auto* some : {relation_readings, type_readings, code_readings, other_readings})
      for (auto& reading : some()) out.push_back(std::move(reading));
    return out;
  }();
  return all;
}

std::string query_text(const Reading& reading, int major) {
  std::string out = "SELECT " + reading.kind + ", " + reading.schema + ", " + reading.name + ", " + reading.part +
                    ", " + reading.arguments;
  for (const auto& fact : reading.facts)
    if (fact.since <= major) out += ", " + fact.sql;
  return out + " FROM " + reading.from;
}

Nature nature_of(ObjectKind kind, const std::string& fact) {
  if (fact.empty()) return kind == ObjectKind::other ? Nature::local : Nature::plain;  // default privileges of a role
  for (const auto& reading : readings())
    for (auto each : reading.kinds)
      if (each == kind)
        for (const auto& known : reading.facts)
          if (known.name == fact) return known.nature;
  return Nature::plain;
}

std::string reference_text(const ObjectName& object) {
  auto word = [](const std::string& name) { return "\"" + text::replace_all(name, "\"", "\"\"") + "\""; };
  auto out = word(object.schema) + "." + word(object.name);
  return object.part.empty() ? out : out + "." + word(object.part);
}

std::string quoted(const std::string& name) {
  return "'\"' || replace(" + name + ", '\"', '\"\"') || '\"'";
}

std::string reference(const std::string& schema, const std::string& name) {
  return quoted(schema) + " || '.' || " + quoted(name);
}

std::string in_user_schema(const std::string& oid) {
  return " JOIN pg_namespace n ON n.oid = " + oid + " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
}

std::string with_comment(const char* catalog, const std::string& oid, const std::string& part) {
  return std::string(" LEFT JOIN pg_description d ON d.classoid = '") + catalog + "'::regclass AND d.objoid = " + oid +
         " AND d.objsubid = " + part;
}

std::string no_member(const char* catalog, const std::string& oid) {
  return std::string("NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '") + catalog +
         "'::regclass AND e.objid = " + oid + " AND e.deptype = 'e')";
}

Fact grants(const std::string& acl, const char* type, const std::string& owner) {
  auto joined = [](const std::string& list) {
    return "(SELECT string_agg(a::text, E'\\n' ORDER BY a::text COLLATE \"C\") FROM unnest(" + list + ") a)";
  };
  auto usual = std::string("acldefault('") + type + "', " + owner + ")";
  return {"grants",
          "CASE WHEN " + acl + " IS NOT NULL AND " + joined(acl) + " IS DISTINCT FROM " + joined(usual) +
              " THEN coalesce(" + joined(acl) + ", 'none') END",
          Nature::local};
}

Fact owner(const std::string& oid) {
  return {"owner", "pg_get_userbyid(" + oid + ")", Nature::local};
}

Fact comment() {
  return {"comment", "d.description"};
}

Fact flag(const char* name, const std::string& condition, int since) {
  return {name, "CASE WHEN " + condition + " THEN 'true' END", Nature::plain, since};
}

std::string options_text(const std::string& array) {
  return "CASE WHEN " + array + " IS NOT NULL THEN (SELECT string_agg(o, ', ' ORDER BY o COLLATE \"C\") FROM unnest(" +
         array + ") o) END";
}

}  // namespace tributary::catalog
