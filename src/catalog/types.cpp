// Schemas, extensions, types of every kind, collations, casts, operators.
#include "catalog/facts.hpp"

namespace tributary::catalog {
namespace {

Reading schemas() {
  return {{ObjectKind::schema},
          "0",
          "''",
          "s.nspname",
          "''",
          "''",
          "pg_namespace s" + in_user_schema("s.oid") + with_comment("pg_namespace", "s.oid") + " WHERE " +
              no_member("pg_namespace", "s.oid"),
          // initdb writes a comment on public
          {owner("s.nspowner"),
           grants("s.nspacl", "n", "s.nspowner"),
           {"comment",
            "CASE WHEN d.description <> 'standard public schema' OR s.nspname <> 'public' THEN"
            " d.description END"}}};
}

/// plpgsql is in every database.
Reading extensions() {
  return {{ObjectKind::extension},
          "0",
          "''",
          "x.extname",
          "''",
          "''",
          "pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace" + with_comment("pg_extension", "x.oid") +
              " WHERE x.extname <> 'plpgsql'",
          {{"schema", "n.nspname"},
           {"version", "x.extversion", Nature::local},
           owner("x.extowner"),
           {"comment", "d.description", Nature::local}}};  // the extension's own text, of its version
}

std::string collation_text(const std::string& oid) {
  return "(SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN " + quoted("co.collname") + " ELSE " +
         reference("cn.nspname", "co.collname") +
         " END FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = " + oid + ")";
}

std::string attributes() {
  return "CASE WHEN t.typtype = 'c' THEN (SELECT string_agg(" + quoted("a.attname") +
         " || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE ' || CASE WHEN a.attcollation <>"
         " at.typcollation THEN " +
         collation_text("a.attcollation") +
         " END, ''), E'\\n' ORDER BY a.attnum) FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid"
         " WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END";
}

/// "" where the type has no such function.
std::string routine(const std::string& oid) {
  return "nullif(" + oid + "::oid::regprocedure::text, '-')";
}

std::string only_base(const std::string& expression) {
  return "CASE WHEN t.typtype = 'b' THEN " + expression + " END";
}

/// Row types of tables, arrays and multiranges stand and fall with what they are made from.
Reading types() {
  return {
      {ObjectKind::enum_type, ObjectKind::composite_type, ObjectKind::domain, ObjectKind::range_type, ObjectKind::type},
      "CASE t.typtype WHEN 'e' THEN 0 WHEN 'c' THEN 1 WHEN 'd' THEN 2 WHEN 'r' THEN 3 ELSE 4 END",
      "n.nspname",
      "t.typname",
      "''",
      "''",
      "pg_type t" + in_user_schema("t.typnamespace") + with_comment("pg_type", "t.oid") +
          " LEFT JOIN pg_class c ON c.oid = t.typrelid LEFT JOIN pg_range r ON r.rngtypid = t.oid"
          " LEFT JOIN pg_type dt ON dt.oid = t.typbasetype"
          " WHERE (t.typtype IN ('e', 'd', 'r', 'p') OR (t.typtype = 'c' AND c.relkind = 'c') OR"
          " (t.typtype = 'b' AND t.typcategory <> 'A')) AND " +
          no_member("pg_type", "t.oid"),
      {{"values",
        "(SELECT string_agg(v.enumlabel, E'\\n' ORDER BY v.enumsortorder) FROM pg_enum v"
        " WHERE v.enumtypid = t.oid)"},
       {"attributes", attributes()},
       {"type", "CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END"},
       flag("not null", "t.typnotnull"),
       {"default", "coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault)", Nature::deparsed},
       {"collation", "CASE WHEN t.typtype = 'd' AND t.typcollation <> dt.typcollation THEN " +
                         collation_text("t.typcollation") + " END"},
       {"subtype", "format_type(r.rngsubtype, NULL)"},
       {"subtype collation", collation_text("r.rngcollation")},
       {"subtype operator class",
        "(SELECT " + reference("on_.nspname", "oc.opcname") +
            " FROM pg_opclass oc JOIN pg_namespace on_ ON on_.oid = oc.opcnamespace WHERE oc.oid = r.rngsubopc)"},
       {"canonical", routine("r.rngcanonical")},
       {"subtype difference", routine("r.rngsubdiff")},
       {"multirange", "format_type(r.rngmultitypid, NULL)", Nature::plain, 14},
       {"input", only_base(routine("t.typinput"))},
       {"output", only_base(routine("t.typoutput"))},
       {"length", only_base("t.typlen::text")},
       owner("t.typowner"),
       grants("t.typacl", "T", "t.typowner"),
       comment()}};
}

Reading collations() {
  return {{ObjectKind::collation},
          "0",
          "n.nspname",
          "k.collname",
          "''",
          "''",
          "pg_collation k" + in_user_schema("k.collnamespace") + with_comment("pg_collation", "k.oid") + " WHERE " +
              no_member("pg_collation", "k.oid"),
          {{"provider", "k.collprovider::text"},
           {"collate", "k.collcollate"},
           {"ctype", "k.collctype"},
           flag("nondeterministic", "NOT k.collisdeterministic"),
           {"version", "k.collversion", Nature::local},
           owner("k.collowner"),
           comment()}};
}

Reading casts() {
  return {{ObjectKind::cast},
          "0",
          "''",
          "format_type(k.castsource, NULL) || ' as ' || format_type(k.casttarget, NULL)",
          "''",
          "''",
          "pg_cast k" + with_comment("pg_cast", "k.oid") + " WHERE k.oid >= 16384 AND " + no_member("pg_cast", "k.oid"),
          {{"function", routine("k.castfunc")},
           {"context", "CASE k.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' END"},
           {"method", "k.castmethod::text"},
           comment()}};
}

Reading operators() {
  return {{ObjectKind::operator_},
          "0",
          "n.nspname",
          "o.oprname",
          "''",
          "concat_ws(', ', nullif(format_type(nullif(o.oprleft, 0), NULL), '-'), format_type(nullif(o.oprright, 0),"
          " NULL))",
          "pg_operator o" + in_user_schema("o.oprnamespace") + with_comment("pg_operator", "o.oid") + " WHERE " +
              no_member("pg_operator", "o.oid"),
          {{"function", routine("o.oprcode")},
           {"result", "format_type(nullif(o.oprresult, 0), NULL)"},
           {"commutator", "nullif(o.oprcom::regoperator::text, '0')"},
           {"negator", "nullif(o.oprnegate::regoperator::text, '0')"},
           {"restriction", routine("o.oprrest")},
           {"join", routine("o.oprjoin")},
           flag("hashes", "o.oprcanhash"),
           flag("merges", "o.oprcanmerge"),
           owner("o.oprowner"),
           comment()}};
}

Reading operator_classes() {
  return {{ObjectKind::operator_class},
          "0",
          "n.nspname",
          "o.opcname",
          "''",
          "m.amname",
          "pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily" +
              in_user_schema("o.opcnamespace") + with_comment("pg_opclass", "o.oid") + " WHERE " +
              no_member("pg_opclass", "o.oid"),
          {{"type", "format_type(o.opcintype, NULL)"},
           {"family", "f.opfname"},
           flag("default", "o.opcdefault"),
           {"storage", "format_type(nullif(o.opckeytype, 0), NULL)"},
           owner("o.opcowner"),
           comment()}};
}

Reading operator_families() {
  return {{ObjectKind::operator_family},
          "0",
          "n.nspname",
          "o.opfname",
          "''",
          "m.amname",
          "pg_opfamily o JOIN pg_am m ON m.oid = o.opfmethod" + in_user_schema("o.opfnamespace") +
              with_comment("pg_opfamily", "o.oid") + " WHERE " + no_member("pg_opfamily", "o.oid"),
          {{"operators",
            "(SELECT string_agg(p.amopstrategy || ' ' || p.amopopr::regoperator, E'\\n' ORDER BY"
            " p.amopstrategy, p.amopopr::regoperator::text COLLATE \"C\") FROM pg_amop p"
            " WHERE p.amopfamily = o.oid)"},
           {"functions",
            "(SELECT string_agg(p.amprocnum || ' ' || p.amproc::oid::regprocedure, E'\\n' ORDER BY"
            " p.amprocnum, p.amproc::oid::regprocedure::text COLLATE \"C\") FROM pg_amproc p"
            " WHERE p.amprocfamily = o.oid)"},
           owner("o.opfowner"),
           comment()}};
}

}  // namespace

std::vector<Reading> type_readings() {
  return {schemas(),          extensions(),       types(), collations(), casts(), operators(),
          operator_classes(), operator_families()};
}

}  // namespace tributary::catalog
