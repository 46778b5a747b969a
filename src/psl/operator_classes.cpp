// Which operator class goes with which type of index and field, as Prisma takes them for PostgreSQL.
#include "psl/operator_classes.hpp"

#include <algorithm>
#include <optional>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

struct OperatorClass {
  const char* name;
  const char* index;   ///< the types of index it goes with, between blanks
  const char* native;  ///< the native types, between blanks
  const char* scalar;  ///< the Prisma type whose own native type is one of them; "" = none
};

constexpr OperatorClass known[] = {{"InetOps", " Gist SpGist ", " Inet ", ""},
                                   {"JsonbOps", " Gin ", " JsonB ", "Json"},
                                   {"JsonbPathOps", " Gin ", " JsonB ", "Json"},
                                   {"ArrayOps", " Gin ", "", ""},
                                   {"TextOps", " SpGist ", " Text VarChar Char ", "String"},
                                   {"BitMinMaxOps", " Brin ", " Bit ", ""},
                                   {"VarBitMinMaxOps", " Brin ", " VarBit ", ""},
                                   {"BpcharBloomOps", " Brin ", " Char ", ""},
                                   {"BpcharMinMaxOps", " Brin ", " Char ", ""},
                                   {"ByteaBloomOps", " Brin ", " ByteA ", "Bytes"},
                                   {"ByteaMinMaxOps", " Brin ", " ByteA ", "Bytes"},
                                   {"DateBloomOps", " Brin ", " Date ", ""},
                                   {"DateMinMaxOps", " Brin ", " Date ", ""},
                                   {"DateMinMaxMultiOps", " Brin ", " Date ", ""},
                                   {"Float4BloomOps", " Brin ", " Real ", ""},
                                   {"Float4MinMaxOps", " Brin ", " Real ", ""},
                                   {"Float4MinMaxMultiOps", " Brin ", " Real ", ""},
                                   {"Float8BloomOps", " Brin ", " DoublePrecision ", "Float"},
                                   {"Float8MinMaxOps", " Brin ", " DoublePrecision ", "Float"},
                                   {"Float8MinMaxMultiOps", " Brin ", " DoublePrecision ", "Float"},
                                   {"InetInclusionOps", " Brin ", " Inet ", ""},
                                   {"InetBloomOps", " Brin ", " Inet ", ""},
                                   {"InetMinMaxOps", " Brin ", " Inet ", ""},
                                   {"InetMinMaxMultiOps", " Brin ", " Inet ", ""},
                                   {"Int2BloomOps", " Brin ", " SmallInt ", ""},
                                   {"Int2MinMaxOps", " Brin ", " SmallInt ", ""},
                                   {"Int2MinMaxMultiOps", " Brin ", " SmallInt ", ""},
                                   {"Int4BloomOps", " Brin ", " Integer ", "Int"},
                                   {"Int4MinMaxOps", " Brin ", " Integer ", "Int"},
                                   {"Int4MinMaxMultiOps", " Brin ", " Integer ", "Int"},
                                   {"Int8BloomOps", " Brin ", " BigInt ", "BigInt"},
                                   {"Int8MinMaxOps", " Brin ", " BigInt ", "BigInt"},
                                   {"Int8MinMaxMultiOps", " Brin ", " BigInt ", "BigInt"},
                                   {"NumericBloomOps", " Brin ", " Decimal ", "Decimal"},
                                   {"NumericMinMaxOps", " Brin ", " Decimal ", "Decimal"},
                                   {"NumericMinMaxMultiOps", " Brin ", " Decimal ", "Decimal"},
                                   {"OidBloomOps", " Brin ", " Oid ", ""},
                                   {"OidMinMaxOps", " Brin ", " Oid ", ""},
                                   {"OidMinMaxMultiOps", " Brin ", " Oid ", ""},
                                   {"TextBloomOps", " Brin ", " Text VarChar ", "String"},
                                   {"TextMinMaxOps", " Brin ", " Text VarChar ", "String"},
                                   {"TimestampBloomOps", " Brin ", " Timestamp ", "DateTime"},
                                   {"TimestampMinMaxOps", " Brin ", " Timestamp ", "DateTime"},
                                   {"TimestampMinMaxMultiOps", " Brin ", " Timestamp ", "DateTime"},
                                   {"TimestampTzBloomOps", " Brin ", " Timestamptz ", ""},
                                   {"TimestampTzMinMaxOps", " Brin ", " Timestamptz ", ""},
                                   {"TimestampTzMinMaxMultiOps", " Brin ", " Timestamptz ", ""},
                                   {"TimeBloomOps", " Brin ", " Time ", ""},
                                   {"TimeMinMaxOps", " Brin ", " Time ", ""},
                                   {"TimeMinMaxMultiOps", " Brin ", " Time ", ""},
                                   {"TimeTzBloomOps", " Brin ", " Timetz ", ""},
                                   {"TimeTzMinMaxOps", " Brin ", " Timetz ", ""},
                                   {"TimeTzMinMaxMultiOps", " Brin ", " Timetz ", ""},
                                   {"UuidBloomOps", " Brin ", " Uuid ", ""},
                                   {"UuidMinMaxOps", " Brin ", " Uuid ", ""},
                                   {"UuidMinMaxMultiOps", " Brin ", " Uuid ", ""}};

const OperatorClass* find(std::string_view name) {
  for (const auto& candidate : known)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

bool lists(std::string_view words, std::string_view word) {
  return words.find(" " + std::string(word) + " ") != words.npos;
}

std::string native_name(const ScalarField& field) {
  return field.native ? field.native->name.substr(field.native->name.find('.') + 1) : std::string();
}

// A field without an operator class needs one that is the default of the index for its type.
bool has_default_class(const std::string& index, const ScalarField& field, const std::string& native) {
  if (index == "Gist") return false;
  if (index == "Gin") return field.list() || native == "JsonB" || (native.empty() && field.is("Json"));
  if (index == "SpGist") return native.empty() ? field.is("String") : lists(" Inet Text VarChar Char ", native);
  if (!native.empty()) return !lists(" Money Citext Boolean Xml Json JsonB ", native);
  return field.kind == ScalarField::Kind::builtin && !field.is("Boolean") && !field.is("Json");
}

std::string problem_without_class(const std::string& index, const ScalarField& field) {
  auto native = native_name(field);
  if (field.kind == ScalarField::Kind::unsupported || has_default_class(index, field, native)) return {};
  // Prisma's own list of what GiST takes is broader than the one of default classes: a plain String passes.
  if (index == "Gist" && native.empty() && field.is("String")) return {};
  return index + " has no default operator class for " + field.name();
}

std::string problem_with_class(const std::string& index, const ScalarField& field, const OperatorClass& chosen) {
  std::string name = chosen.name;
  if (!lists(chosen.index, index)) return name + " does not go with an index of type " + index;
  if (name == "ArrayOps") return field.list() ? "" : name + " goes with lists, which " + field.name() + " is not";
  auto native = native_name(field);
  bool fits = native.empty() ? field.is(chosen.scalar) : lists(chosen.native, native);
  return fits ? "" : name + " does not go with the type of " + field.name();
}

}  // namespace

bool is_operator_class(std::string_view name) {
  return find(name) != nullptr;
}

void check_operator_classes(Checker& check, const ModelInfo& model, const IndexInfo& index) {
  auto type = index.algorithm.empty() ? std::string("BTree") : index.algorithm;
  for (const auto& field : index.fields) {
    if (field.operator_class == "raw") continue;
    const auto* chosen = field.operator_class ? find(*field.operator_class) : nullptr;
    bool any = type == "BTree" || type == "Hash";
    auto problem = chosen ? problem_with_class(type, *field.field, *chosen)
                   : any  ? std::string()
                          : problem_without_class(type, *field.field);
    if (!problem.empty())
      check.say(model.declaration->file, index.attribute->range, "operator-class", model.name() + ": " + problem);
  }
}

}  // namespace tributary::psl
