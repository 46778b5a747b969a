#pragma once
// What `prisma validate` refuses in a schema for PostgreSQL: the same verdict, the same places, in our own words.
#include <cstddef>
#include <string>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

struct SchemaText {
  std::string path, text;
  bool operator==(const SchemaText&) const = default;
};

/// The two majors whose engines this follows (6.19 and 7.9): 7 refuses connection URLs in the datasource and reads
/// conditions of partial indexes.
enum class PrismaMajor { six = 6, seven = 7 };

struct Invalid {
  std::string kind;      ///< stable and kebab-case: "unknown-type", "relation-without-opposite"…
  std::string message;   ///< one sentence, names the thing
  std::string code;      ///< Prisma's: "P1012"
  std::size_t file = 0;  ///< its index among the files given
  Range range;           ///< bytes of that file's text
  Position position;
};

/// By file, then place; empty = Prisma takes the schema. Like Prisma it stops before relations, keys and indexes are
/// looked at where anything before was wrong.
std::vector<Invalid> validate(const std::vector<SchemaText>& files, PrismaMajor major);

/// The datasource's provider as written; "" = there is none. `postgres` is `postgresql` to Prisma.
std::string datasource_provider(const std::vector<SchemaText>& files);

/// The major that fits where nothing else names one: 6 wants the URL in the datasource, 7 refuses it there.
PrismaMajor major_that_fits(const std::vector<SchemaText>& files);
/// A word (an attribute, a native type, a preview feature…) that another version of Prisma may know.
bool is_of_the_version(const Invalid& invalid);
/// What Prisma 3 to 5 take and 6 refuses.
bool is_new_in_six(const Invalid& invalid);

}  // namespace tributary::psl
