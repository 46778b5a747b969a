#include "analyse/type_casts.hpp"

#include <map>
#include <set>
#include <utility>

namespace tributary {
namespace {

using Kind = TypeChange::Kind;

const char* const sorts_out = "takes each value for a time in the session's time zone";
const char* const too_large = "a number that does not fit (22003)";

struct Cast {
  const char *from, *to;
  Kind kind;
  const char* because;
};

// Without numbers (integer, numeric…) and strings, which have rules of their own.
const Cast casts[] = {
    {"cidr", "inet", Kind::free, ""},
    {"inet", "cidr", Kind::alters, "cuts off the bits of the host"},
    {"macaddr", "macaddr8", Kind::rewrites, ""},
    {"macaddr8", "macaddr", Kind::may_fail, "an address that needs eight bytes (22003)"},
    {"json", "jsonb", Kind::rewrites, ""},
    {"jsonb", "json", Kind::rewrites, ""},
    {"bit", "bit varying", Kind::free, ""},
    {"bit varying", "bit", Kind::may_fail, "a value of another length (22026)"},
    {"date", "timestamp without time zone", Kind::rewrites, ""},
    {"date", "timestamp with time zone", Kind::rewrites, ""},
    {"timestamp without time zone", "date", Kind::alters, "cuts off the time of day"},
    {"timestamp with time zone", "date", Kind::alters, "cuts off the time of day"},
    {"timestamp without time zone", "timestamp with time zone", Kind::alters, sorts_out},
    {"timestamp with time zone", "timestamp without time zone", Kind::alters, sorts_out},
    {"timestamp without time zone", "time without time zone", Kind::alters, "cuts off the day"},
    {"timestamp with time zone", "time without time zone", Kind::alters, "cuts off the day"},
    {"timestamp with time zone", "time with time zone", Kind::alters, "cuts off the day"},
    {"time without time zone", "interval", Kind::rewrites, ""},
    {"interval", "time without time zone", Kind::alters, "cuts off the days"},
    {"time without time zone", "time with time zone", Kind::alters, sorts_out},
    {"time with time zone", "time without time zone", Kind::alters, "cuts off the time zone"},
    {"money", "numeric", Kind::rewrites, ""},
    {"integer", "money", Kind::rewrites, ""},
    {"bigint", "money", Kind::may_fail, too_large},
    {"numeric", "money", Kind::alters, "rounds to the currency's decimals, and fails on what does not fit (22003)"},
    {"smallint", "oid", Kind::rewrites, ""},
    {"integer", "oid", Kind::free, ""},
    {"bigint", "oid", Kind::may_fail, too_large},
    {"oid", "integer", Kind::free, ""},
    {"oid", "bigint", Kind::rewrites, ""},
    {"path", "polygon", Kind::may_fail, "an open path (22023)"},
    {"polygon", "path", Kind::rewrites, ""},
    {"point", "box", Kind::rewrites, ""},
    {"box", "polygon", Kind::rewrites, ""},
    {"text", "\"char\"", Kind::alters, "keeps the first byte"},
    {"character varying", "\"char\"", Kind::alters, "keeps the first byte"},
    {"character", "\"char\"", Kind::alters, "keeps the first byte"},
};

const std::set<std::string>& others() {
  static const std::set<std::string> names{"smallint",      "integer",
                                           "bigint",        "numeric",
                                           "real",          "double precision",
                                           "boolean",       "uuid",
                                           "bytea",         "xml",
                                           "tsvector",      "tsquery",
                                           "line",          "lseg",
                                           "circle",        "point",
                                           "box",           "int4range",
                                           "int8range",     "numrange",
                                           "daterange",     "tsrange",
                                           "tstzrange",     "int4multirange",
                                           "pg_lsn",        "int8multirange",
                                           "nummultirange", "datemultirange",
                                           "jsonpath",      "xid",
                                           "cid",           "tid",
                                           "xid8",          "pg_snapshot",
                                           "txid_snapshot", "tsmultirange",
                                           "oid",           "tstzmultirange",
                                           "\"char\""};
  return names;
}

}  // namespace

bool is_string(const std::string& base) {
  return base == "text" || base == "character varying" || base == "character" || base == "name" || base == "bpchar";
}

bool is_builtin(const std::string& base) {
  if (is_string(base) || others().count(base)) return true;
  for (const auto& cast : casts)
    if (base == cast.from || base == cast.to) return true;
  return false;
}

TypeChange assignment_cast(const std::string& from, const std::string& to) {
  for (const auto& cast : casts)
    if (from == cast.from && to == cast.to) return {cast.kind, cast.because};
  return {Kind::must_fail, "PostgreSQL has no cast from " + from + " to " + to + " that needs no USING"};
}

}  // namespace tributary
