// Publications, statistics, text search, foreign servers, default privileges, languages.
#include "catalog/facts.hpp"

namespace tributary::catalog {
namespace {

std::string published(const std::string& more) {
  return "(SELECT string_agg(" + reference("pn.nspname", "t.relname") + more +
         ", E'\\n' ORDER BY pn.nspname COLLATE \"C\", t.relname COLLATE \"C\") FROM pg_publication_rel r"
         " JOIN pg_class t ON t.oid = r.prrelid JOIN pg_namespace pn ON pn.oid = t.relnamespace"
         " WHERE r.prpubid = p.oid)";
}

Reading publications() {
  return {
      {ObjectKind::publication},
      "0",
      "''",
      "p.pubname",
      "''",
      "''",
      "pg_publication p" + with_comment("pg_publication", "p.oid") + " WHERE " + no_member("pg_publication", "p.oid"),
      {flag("all tables", "p.puballtables"),
       {"tables", published("")},
       {"columns and rows",
        published(" || coalesce(' ' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a"
                  " WHERE a.attrelid = t.oid AND a.attnum = ANY (r.prattrs)), '') ||"
                  " coalesce(' WHERE ' || pg_get_expr(r.prqual, r.prrelid), '')"),
        Nature::deparsed, 15},
       {"schemas",
        "(SELECT string_agg(" + quoted("pn.nspname") +
            ", ', ' ORDER BY pn.nspname COLLATE \"C\") FROM pg_publication_namespace r"
            " JOIN pg_namespace pn ON pn.oid = r.pnnspid WHERE r.pnpubid = p.oid)",
        Nature::plain, 15},
       {"publishes",
        "concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update'"
        " END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)"},
       flag("via root", "p.pubviaroot", 13),
       owner("p.pubowner"),
       comment()}};
}

Reading statistics() {
  return {{ObjectKind::statistics},
          "0",
          "n.nspname",
          "s.stxname",
          "''",
          "''",
          "pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid AND c.relname <> '_prisma_migrations'" +
              in_user_schema("s.stxnamespace") + with_comment("pg_statistic_ext", "s.oid") + " WHERE " +
              no_member("pg_class", "c.oid"),
          {{"definition", "pg_get_statisticsobjdef(s.oid)", Nature::deparsed},
           {"target", "CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END", Nature::plain, 13},
           owner("s.stxowner"),
           comment()}};
}

Reading text_search(const char* what, const char* catalog, const char* prefix, std::vector<Fact> facts) {
  std::string p = prefix, oid = "t.oid";
  facts.push_back(comment());
  return {{ObjectKind::text_search},
          "0",
          "n.nspname",
          "t." + p + "name",
          "''",
          std::string("'") + what + "'",
          std::string(catalog) + " t" + in_user_schema("t." + p + "namespace") + with_comment(catalog, oid) +
              " WHERE " + no_member(catalog, oid),
          facts};
}

std::vector<Reading> text_searches() {
  return {text_search("configuration", "pg_ts_config", "cfg",
                      {{"parser", "(SELECT r.prsname FROM pg_ts_parser r WHERE r.oid = t.cfgparser)"},
                       {"mappings",
                        "(SELECT string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary, E'\\n' ORDER BY"
                        " m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = t.oid)"}}),
          text_search("dictionary", "pg_ts_dict", "dict",
                      {{"template", "(SELECT r.tmplname FROM pg_ts_template r WHERE r.oid = t.dicttemplate)"},
                       {"options", "t.dictinitoption"}}),
          text_search("parser", "pg_ts_parser", "prs", {{"start", "t.prsstart::oid::regprocedure::text"}}),
          text_search("template", "pg_ts_template", "tmpl", {{"lexize", "t.tmpllexize::oid::regprocedure::text"}})};
}

Reading wrappers() {
  return {{ObjectKind::foreign_data_wrapper},
          "0",
          "''",
          "w.fdwname",
          "''",
          "''",
          "pg_foreign_data_wrapper w" + with_comment("pg_foreign_data_wrapper", "w.oid") + " WHERE " +
              no_member("pg_foreign_data_wrapper", "w.oid"),
          {{"handler", "nullif(w.fdwhandler::regprocedure::text, '-')"},
           {"validator", "nullif(w.fdwvalidator::regprocedure::text, '-')"},
           owner("w.fdwowner"),
           comment()}};
}

/// Options of servers and users' mappings may hold passwords: their names alone are read.
std::string option_names(const std::string& array) {
  return "(SELECT string_agg(split_part(o, '=', 1), ', ' ORDER BY o COLLATE \"C\") FROM unnest(" + array + ") o)";
}

Reading servers() {
  return {{ObjectKind::foreign_server},
          "0",
          "''",
          "s.srvname",
          "''",
          "''",
          "pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw" +
              with_comment("pg_foreign_server", "s.oid") + " WHERE " + no_member("pg_foreign_server", "s.oid"),
          {{"wrapper", "w.fdwname"},
           {"type", "s.srvtype"},
           {"option names", option_names("s.srvoptions")},
           owner("s.srvowner"),
           comment()}};
}

Reading mappings() {
  return {{ObjectKind::user_mapping},
          "0",
          "''",
          "m.usename",
          "''",
          "m.srvname",
          "pg_user_mappings m",
          {{"option names", option_names("m.umoptions"), Nature::local}}};
}

Reading languages() {
  return {{ObjectKind::language},
          "0",
          "''",
          "l.lanname",
          "''",
          "''",
          "pg_language l" + with_comment("pg_language", "l.oid") + " WHERE l.oid >= 16384 AND " +
              no_member("pg_language", "l.oid"),
          {flag("trusted", "l.lanpltrusted"), owner("l.lanowner"), comment()}};
}

Reading conversions() {
  return {{ObjectKind::conversion},
          "0",
          "n.nspname",
          "v.conname",
          "''",
          "''",
          "pg_conversion v" + in_user_schema("v.connamespace") + with_comment("pg_conversion", "v.oid") + " WHERE " +
              no_member("pg_conversion", "v.oid"),
          {{"from", "pg_encoding_to_char(v.conforencoding)"},
           {"to", "pg_encoding_to_char(v.contoencoding)"},
           {"function", "v.conproc::oid::regprocedure::text"},
           owner("v.conowner"),
           comment()}};
}

Reading default_privileges() {
  return {
      {ObjectKind::other},
      "0",
      "coalesce(s.nspname, '')",
      "'default privileges of ' || pg_get_userbyid(a.defaclrole)",
      "CASE a.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN"
      " 'types' ELSE 'schemas' END",
      "''",
      "pg_default_acl a LEFT JOIN pg_namespace s ON s.oid = a.defaclnamespace",
      {{"grants",
        "coalesce((SELECT string_agg(x::text, E'\\n' ORDER BY x::text COLLATE \"C\") FROM unnest(a.defaclacl) x),"
        " 'none')",
        Nature::local}}};
}

}  // namespace

std::vector<Reading> other_readings() {
  std::vector<Reading> out{publications(), statistics(), wrappers(),    servers(),
                           mappings(),     languages(),  conversions(), default_privileges()};
  for (auto& reading : text_searches()) out.push_back(std::move(reading));
  return out;
}

}  // namespace tributary::catalog
