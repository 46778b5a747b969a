// Functions, triggers, policies, rules.
#include "catalog/facts.hpp"

namespace tributary::catalog {
namespace {

std::string aggregate_text() {
  return "CASE WHEN p.prokind = 'a' THEN (SELECT concat_ws(', ', 'SFUNC = ' || g.aggtransfn::oid::regprocedure,"
         " 'STYPE = ' || format_type(g.aggtranstype, NULL),"
         " 'FINALFUNC = ' || nullif(g.aggfinalfn::oid::regprocedure::text, '-'),"
         " 'COMBINEFUNC = ' || nullif(g.aggcombinefn::oid::regprocedure::text, '-'),"
         " 'MSFUNC = ' || nullif(g.aggmtransfn::oid::regprocedure::text, '-'),"
         " 'MINVFUNC = ' || nullif(g.aggminvtransfn::oid::regprocedure::text, '-'),"
         " 'SORTOP = ' || nullif(g.aggsortop::regoperator::text, '0'),"
         " 'INITCOND = ' || g.agginitval, 'KIND = ' || g.aggkind::text, 'PARALLEL = ' || p.proparallel::text)"
         " FROM pg_aggregate g WHERE g.aggfnoid = p.oid) ELSE pg_get_functiondef(p.oid) END";
}

/// A range type makes its constructors by itself.
Reading routines() {
  return {{ObjectKind::function, ObjectKind::procedure, ObjectKind::aggregate},
          "CASE p.prokind WHEN 'p' THEN 1 WHEN 'a' THEN 2 ELSE 0 END",
          "n.nspname",
          "p.proname",
          "''",
          "oidvectortypes(p.proargtypes)",
          "pg_proc p" + in_user_schema("p.pronamespace") + with_comment("pg_proc", "p.oid") +
              " WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid"
              " AND i.deptype = 'i' AND i.refclassid = 'pg_type'::regclass) AND " +
              no_member("pg_proc", "p.oid"),
          {{"definition", aggregate_text(), Nature::deparsed},
           owner("p.proowner"),
           grants("p.proacl", "f", "p.proowner"),
           comment()}};
}

Fact enabled(const std::string& letter) {
  return {"enabled", "CASE " + letter + " WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END"};
}

std::string of_users_table(const char* oid) {
  return " JOIN pg_class c ON c.oid = " + std::string(oid) + " AND c.relname <> '_prisma_migrations'" +
         in_user_schema("c.relnamespace");
}

Reading triggers() {
  return {{ObjectKind::trigger},
          "0",
          "n.nspname",
          "c.relname",
          "t.tgname",
          "''",
          "pg_trigger t" + of_users_table("t.tgrelid") + with_comment("pg_trigger", "t.oid") +
              " WHERE NOT t.tgisinternal AND " + no_member("pg_class", "c.oid") + " AND " +
              no_member("pg_trigger", "t.oid"),
          {{"definition", "pg_get_triggerdef(t.oid)", Nature::deparsed}, enabled("t.tgenabled"), comment()}};
}

Reading rules() {
  return {{ObjectKind::rule},
          "0",
          "n.nspname",
          "c.relname",
          "r.rulename",
          "''",
          "pg_rewrite r" + of_users_table("r.ev_class") + with_comment("pg_rewrite", "r.oid") +
              " WHERE r.rulename <> '_RETURN' AND " + no_member("pg_class", "c.oid") + " AND " +
              no_member("pg_rewrite", "r.oid"),
          {{"definition", "pg_get_ruledef(r.oid)", Nature::deparsed}, enabled("r.ev_enabled"), comment()}};
}

Reading policies() {
  return {
      {ObjectKind::policy},
      "0",
      "n.nspname",
      "c.relname",
      "p.polname",
      "''",
      "pg_policy p" + of_users_table("p.polrelid") + with_comment("pg_policy", "p.oid") + " WHERE " +
          no_member("pg_class", "c.oid"),
      {{"command",
        "CASE p.polcmd WHEN '*' THEN 'all' WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN"
        " 'update' ELSE 'delete' END"},
       flag("restrictive", "NOT p.polpermissive"),
       {"roles", "CASE WHEN 0 = ANY (p.polroles) THEN 'public' ELSE (SELECT string_agg(" + quoted("r.rolname") +
                     ", ', ' ORDER BY r.rolname COLLATE \"C\") FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END"},
       {"using", "pg_get_expr(p.polqual, p.polrelid)", Nature::deparsed},
       {"with check", "pg_get_expr(p.polwithcheck, p.polrelid)", Nature::deparsed},
       comment()}};
}

Reading event_triggers() {
  return {{ObjectKind::event_trigger},
          "0",
          "''",
          "t.evtname",
          "''",
          "''",
          "pg_event_trigger t" + with_comment("pg_event_trigger", "t.oid") + " WHERE " +
              no_member("pg_event_trigger", "t.oid"),
          {{"event", "t.evtevent"},
           {"function", "t.evtfoid::regprocedure::text"},
           {"tags", "(SELECT string_agg(g, ', ' ORDER BY g COLLATE \"C\") FROM unnest(t.evttags) g)"},
           enabled("t.evtenabled"),
           owner("t.evtowner"),
           comment()}};
}

}  // namespace

std::vector<Reading> code_readings() {
  return {routines(), triggers(), rules(), policies(), event_triggers()};
}

}  // namespace tributary::catalog
