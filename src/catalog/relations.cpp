// Tables, views, columns, constraints, indexes, sequences.
#include "catalog/facts.hpp"

namespace tributary::catalog {
namespace {

const char* no_ledger = "c.relname <> '_prisma_migrations'";

std::string table_of(const char* oid) {
  return std::string("(SELECT ") + reference("tn.nspname", "t.relname") +
         " FROM pg_class t JOIN pg_namespace tn ON tn.oid = t.relnamespace WHERE t.oid = " + oid + ")";
}

Fact inherited(const char* name, const std::string& condition) {
  return {name, "CASE WHEN " + condition + " THEN (SELECT string_agg(" + reference("pn.nspname", "p.relname") +
                    ", ', ' ORDER BY h.inhseqno) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent"
                    " JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = c.oid) END"};
}

Reading relations() {
  std::string view = "c.relkind IN ('v', 'm')";
  std::string view_columns =
      "CASE WHEN " + view + " THEN (SELECT string_agg(" + quoted("a.attname") +
      " || ' ' || format_type(a.atttypid, a.atttypmod), E'\\n' ORDER BY a.attnum) FROM pg_attribute a"
      " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END";
  return {{ObjectKind::table, ObjectKind::view, ObjectKind::materialized_view, ObjectKind::foreign_table},
          "CASE c.relkind WHEN 'v' THEN 1 WHEN 'm' THEN 2 WHEN 'f' THEN 3 ELSE 0 END",
          "n.nspname",
          "c.relname",
          "''",
          "''",
          "pg_class c" + in_user_schema("c.relnamespace") + with_comment("pg_class", "c.oid") +
              " LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace"
              " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND " +
              no_ledger + " AND " + no_member("pg_class", "c.oid"),
          {{"definition", "CASE WHEN " + view + " THEN pg_get_viewdef(c.oid) END", Nature::deparsed},
           {"columns", view_columns},
           flag("unlogged", "c.relpersistence = 'u'"),
           {"partitioned by", "CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END", Nature::deparsed},
           inherited("partition of", "c.relispartition"),
           {"partition bound", "pg_get_expr(c.relpartbound, c.oid)", Nature::deparsed},
           inherited("inherits", "NOT c.relispartition"),
           {"of type", "CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END"},
           flag("row level security", "c.relrowsecurity"),
           flag("force row level security", "c.relforcerowsecurity"),
           {"replica identity",
            "CASE c.relreplident WHEN 'n' THEN CASE WHEN c.relkind IN ('r', 'p') THEN 'nothing' END WHEN 'f' THEN "
            "'full' WHEN 'i' THEN (SELECT " +
                quoted("x.relname") +
                " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid"
                " WHERE i.indrelid = c.oid AND i.indisreplident) END"},
           {"options", options_text("c.reloptions")},
           {"access method", "nullif(am.amname, 'heap')"},
           {"tablespace", "ts.spcname", Nature::local},
           {"server",
            "CASE WHEN c.relkind = 'f' THEN (SELECT s.srvname FROM pg_foreign_table f JOIN pg_foreign_server s"
            " ON s.oid = f.ftserver WHERE f.ftrelid = c.oid) END"},
           {"foreign options", "CASE WHEN c.relkind = 'f' THEN (SELECT " + options_text("f.ftoptions") +
                                   " FROM pg_foreign_table f WHERE f.ftrelid = c.oid) END"},
           owner("c.relowner"),
           grants("c.relacl", "r", "c.relowner"),
           comment()}};
}

Reading columns() {
  return {{ObjectKind::column},
          "0",
          "n.nspname",
          "c.relname",
          "a.attname",
          "''",
          "pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')" +
              in_user_schema("c.relnamespace") + with_comment("pg_class", "c.oid", "a.attnum") +
              " JOIN pg_type t ON t.oid = a.atttypid"
              " LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum"
              " LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation"
              " LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace"
              " WHERE a.attnum > 0 AND NOT a.attisdropped AND " +
              no_ledger + " AND " + no_member("pg_class", "c.oid"),
          {{"type", "format_type(a.atttypid, a.atttypmod)"},
           flag("not null", "a.attnotnull"),
           {"default", "CASE WHEN a.attgenerated = '' THEN pg_get_expr(ad.adbin, ad.adrelid) END", Nature::deparsed},
           {"generated",
            "CASE WHEN a.attgenerated <> '' THEN pg_get_expr(ad.adbin, ad.adrelid) ||"
            " CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE ' VIRTUAL' END END",
            Nature::deparsed},
           {"identity", "CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END"},
           {"collation", "CASE WHEN cn.nspname = 'pg_catalog' THEN " + quoted("co.collname") + " ELSE " +
                             reference("cn.nspname", "co.collname") + " END"},
           {"storage",
            "CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN"
            " 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END"},
           {"compression", "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END", Nature::plain, 14},
           {"statistics target", "CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END"},
           {"options", options_text("a.attoptions")},
           {"foreign options", options_text("a.attfdwoptions")},
           grants("a.attacl", "c", "c.relowner"),
           comment()}};
}

/// Of a foreign key to a partitioned table PostgreSQL keeps a copy for each partition, all on the referencing table:
/// `conparentid` knows them.
Reading constraints() {
  return {{ObjectKind::constraint},
          "0",
          "n.nspname",
          "coalesce(c.relname, t.typname)",
          "k.conname",
          "''",
          "pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid" +
              in_user_schema("coalesce(c.relnamespace, t.typnamespace)") + with_comment("pg_constraint", "k.oid") +
              " LEFT JOIN pg_constraint up ON up.oid = k.conparentid"
              " LEFT JOIN pg_class x ON x.oid = k.conindid AND k.contype IN ('p', 'u', 'x')"
              " LEFT JOIN pg_index i ON i.indexrelid = x.oid"
              " WHERE k.contype IN ('p', 'u', 'x', 'c', 'f') AND (up.oid IS NULL OR up.conrelid <> k.conrelid)"
              " AND (c.oid IS NULL OR " +
              no_ledger + ") AND " + no_member("pg_class", "c.oid") + " AND " + no_member("pg_type", "t.oid"),
          {{"type",
            "CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclude' WHEN 'c' THEN"
            " 'check' ELSE 'foreign key' END"},
           {"definition", "pg_get_constraintdef(k.oid)", Nature::deparsed},
           {"index options", options_text("x.reloptions")},
           flag("clustered", "i.indisclustered"),
           comment()}};
}

Reading indexes() {
  return {{ObjectKind::index},
          "0",
          "n.nspname",
          "x.relname",
          "''",
          "''",
          "pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid" +
              in_user_schema("x.relnamespace") + with_comment("pg_class", "x.oid") +
              " LEFT JOIN pg_tablespace ts ON ts.oid = x.reltablespace WHERE " + no_ledger +
              " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))"
              " AND " +
              no_member("pg_class", "c.oid"),
          {{"table", table_of("c.oid")},
           {"definition", "pg_get_indexdef(x.oid)", Nature::deparsed},
           flag("invalid", "NOT i.indisvalid"),
           {"partition of", "CASE WHEN x.relispartition THEN (SELECT " + table_of("h.inhparent") +
                                " FROM pg_inherits h WHERE h.inhrelid = x.oid) END"},
           flag("clustered", "i.indisclustered"),
           {"tablespace", "ts.spcname", Nature::local},
           comment()}};
}

Reading sequences() {
  return {{ObjectKind::sequence},
          "0",
          "n.nspname",
          "c.relname",
          "''",
          "''",
          "pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid" + in_user_schema("c.relnamespace") +
              with_comment("pg_class", "c.oid") +
              " LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid ="
              " 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')"
              " LEFT JOIN pg_attribute oa ON oa.attrelid = o.refobjid AND oa.attnum = o.refobjsubid WHERE " +
              no_member("pg_class", "c.oid"),
          {{"type", "format_type(s.seqtypid, NULL)"},
           {"start", "s.seqstart::text"},
           {"increment", "s.seqincrement::text"},
           {"minimum", "s.seqmin::text"},
           {"maximum", "s.seqmax::text"},
           {"cache", "s.seqcache::text"},
           flag("cycle", "s.seqcycle"),
           flag("unlogged", "c.relpersistence = 'u'"),
           {"owned by", table_of("o.refobjid") + " || '.' || " + quoted("oa.attname")},
           flag("identity", "o.deptype = 'i'"),
           owner("c.relowner"),
           grants("c.relacl", "s", "c.relowner"),
           comment()}};
}

}  // namespace

std::vector<Reading> relation_readings() {
  return {relations(), columns(), constraints(), indexes(), sequences()};
}

}  // namespace tributary::catalog
