// What tributary says of schema.prisma files and databases, for oracle.mjs to hold against Prisma's engine.
//
//   structure_probe script MAJOR FILE...     the SQL that builds each schema out of nothing, as JSON lines
#include <fmt/format.h>

#include <iostream>

#include "base/files.hpp"
#include "catalog/diff_sql.hpp"
#include "catalog/expected.hpp"

using namespace tributary;
using namespace tributary::catalog;

int main(int count, char** words) {
  ExpectOptions options;
  options.prisma_major = std::atoi(words[2]);
  for (int i = 3; i < count; ++i) {
    auto text = read_file(words[i]);
    auto expected = expected_structure({{words[i], text.bytes.value_or("")}}, options);
    Described empty;
    auto diff = schema_against_structure(expected, empty, options.default_schema);
    std::cout << "== " << options.prisma_major << " " << words[i] << "\n";
    for (const auto& why : expected.opaque) std::cout << "-- opaque: " << why << "\n";
    for (const auto& statement : diff.statements) std::cout << statement << "\n\n";
  }
}
