#include "catalog/expected_names.hpp"

#include "base/text.hpp"

namespace tributary::catalog {
namespace {

constexpr std::size_t longest = 63;

// At most `bytes`, never through the middle of a character.
std::string cut(std::string name, std::size_t bytes) {
  if (name.size() <= bytes) return name;
  while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
  name.resize(bytes);
  return name;
}

std::string suffixed(const std::string& name, const std::string& suffix) {
  return cut(name, longest - suffix.size()) + suffix;
}

std::string suffixed(const std::string& table, const std::vector<std::string>& columns, const std::string& suffix) {
  return suffixed(table + "_" + text::join(columns, "_"), suffix);
}

}  // namespace

std::string primary_key_name(const std::string& table) {
  return suffixed(table, "_pkey");
}
std::string unique_name(const std::string& table, const std::vector<std::string>& columns) {
  return suffixed(table, columns, "_key");
}
std::string index_name(const std::string& table, const std::vector<std::string>& columns) {
  return suffixed(table, columns, "_idx");
}
std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns) {
  return suffixed(table, columns, "_fkey");
}

std::string join_table_name(const std::string& relation) {
  return cut("_" + relation, longest);
}
std::string join_table_part(const std::string& table, const std::string& suffix) {
  return suffixed(table, suffix);
}

}  // namespace tributary::catalog
