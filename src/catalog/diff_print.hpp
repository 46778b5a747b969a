#pragma once
// The statements of a migration, as Prisma writes them.
#include <string>
#include <vector>

#include "catalog/described.hpp"

namespace tributary::catalog {

class Printer {
 public:
  explicit Printer(const std::string& default_schema) : default_schema_(default_schema) {}

  std::string name(const Table& table) const;
  std::string name(const Enum& one) const;
  std::string type(const Column& column) const;

  std::string create_enum(const Enum& one, const std::string& suffix = "") const;
  std::string create_table(const Table& table) const;
  std::string create_index(const Table& table, const Index& index) const;
  std::string add_foreign_key(const Table& table, const ForeignKey& key) const;
  std::string drop_constraint(const Table& table, const std::string& constraint) const;
  std::string rename_constraint(const Table& table, const std::string& from, const std::string& to) const;
  std::string drop_index(const Table& table, const std::string& index) const;
  std::string column(const Column& column) const;        ///< "id" INTEGER NOT NULL DEFAULT 1
  std::string primary_key(const PrimaryKey& key) const;  ///< CONSTRAINT "x" PRIMARY KEY ("a", "b")
  std::string initial(const Column& column) const;       ///< of DEFAULT; "" = none

 private:
  const std::string& default_schema_;
};

std::string identifier_list(const std::vector<std::string>& names);  ///< "a", "b"

}  // namespace tributary::catalog
