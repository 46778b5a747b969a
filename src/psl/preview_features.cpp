#include "psl/preview_features.hpp"

#include <string>

namespace tributary::psl {
namespace {

// What both 6.19 and 7.9 take for PostgreSQL.
constexpr std::string_view in_both =
    " aggregateapi atomicnumberoperations clientextensions cockroachdb connectorcreate createmany "
    "dataproxy deno distinct driveradapters extendedindexes extendedwhereunique fieldreference "
    "filteredrelationcount filterjson fulltextindex fulltextsearch fulltextsearchpostgres groupby "
    "improvedqueryraw interactivetransactions jsonprotocol microsoftsqlserver middlewares mongodb "
    "multischema namedconstraints napi nativedistinct nativetypes omitapi orderbyaggregategroup "
    "orderbynulls orderbyrelation postgresqlextensions prismaschemafolder querycompiler "
    "referentialactions referentialintegrity relationjoins schemaenginedriveradapters "
    "selectrelationcount shardkeys strictundefinedchecks tracing transactionapi typedsql "
    "uncheckedscalarinputs views ";

}  // namespace

bool is_preview_feature(std::string_view name, PrismaMajor major) {
  if (name == "metrics") return major == PrismaMajor::six;
  if (name == "partialindexes") return major == PrismaMajor::seven;
  return !name.empty() && in_both.find(" " + std::string(name) + " ") != in_both.npos;
}

}  // namespace tributary::psl
