// What Prisma refuses, kind by kind. How far it agrees with Prisma's engine is measured over a whole corpus by
// tests/conformance/schemas; here each kind has one schema that shows it, and its line.
#include "psl/validate.hpp"

#include <doctest/doctest.h>

using namespace tributary::psl;
using Found = std::vector<std::string>;

namespace {

const std::string datasource = "datasource db {\n  provider = \"postgresql\"\n}\n";

// "LINE KIND" of each problem, lines counted from the first one behind the datasource.
Found found(const std::string& schema, PrismaMajor major = PrismaMajor::seven) {
  Found out;
  for (const auto& one : validate({{"schema.prisma", datasource + schema}}, major))
    out.push_back(std::to_string(one.position.line - 3) + " " + one.kind);
  return out;
}

// The fields of one model Ship that has an id; lines are those of the fields, from 1.
Found in_model(const std::string& members) {
  Found out;
  for (const auto& one :
       validate({{"s", datasource + "model Ship {\n  id Int @id\n" + members + "\n}\n"}}, PrismaMajor::seven))
    out.push_back(std::to_string(one.position.line - 5) + " " + one.kind);
  return out;
}

// A ship that lies in a port: what the port has, what the ship has.
Found relation(const std::string& port, const std::string& ship) {
  Found out;
  auto text = datasource + "model Port {\n  id Int @id\n  code String\n" + port + "\n}\nmodel Ship {\n  id Int @id\n" +
              "  portId Int\n  maybe Int?\n" + ship + "\n}\n";
  for (const auto& one : validate({{"s", text}}, PrismaMajor::seven)) out.push_back(one.kind);
  return out;
}

}  // namespace

TEST_CASE("validate: a schema that Prisma takes has no problem") {
  CHECK(found("model Ship {\n  id Int @id @default(autoincrement())\n  name String? @db.VarChar(30)\n}\n").empty());
  CHECK(relation("  ships Ship[]", "  port Port @relation(fields: [portId], references: [id])").empty());
  CHECK(found("").empty());
  CHECK(validate({}, PrismaMajor::seven).empty());
}

TEST_CASE("validate: lines that are no part of the language") {
  struct Case {
    std::string schema, problem;
  };
  for (const auto& one : std::vector<Case>{
           {"modell Ship {\n}\n", "1 invalid-line"},
           {"Ship {\n}\n", "1 block-without-keyword"},
           {"type Name = String\n", "1 type-alias"},
           {"enum Cargo {\n  COAL\n  A B\n}\n", "3 invalid-enum-line"},
           {"generator g {\n  provider \"x\"\n  provider = \"x\"\n}\n", "2 invalid-property"},
       }) {
    INFO(one.schema);
    CHECK(found(one.schema).at(0) == one.problem);
  }
  CHECK(in_model("  name") == Found{"1 field-without-type"});
  CHECK(in_model("  name: String") == Found{"1 field-colon"});
  CHECK(in_model("  name [String]") == Found{"1 old-list"});
  CHECK(in_model("  name String!") == Found{"1 old-required"});
  CHECK(in_model("  name String[]?") == Found{"1 optional-list"});
  CHECK(in_model("<<<<<<< ours\n  name String") == Found{"1 invalid-field-line"});
  CHECK(in_model("  name String @default(\"\\d\")") == Found{"1 unknown-escape"});
}

TEST_CASE("validate: arguments stay on their line, comments may not") {
  CHECK(in_model("  name String /* two\n  lines */\n  size Int // one").empty());
  CHECK(in_model("  name String @map(\n  \"n\")").size() == 2);
}

TEST_CASE("validate: names that are taken, reserved or malformed") {
  CHECK(found("model A {\n  id Int @id\n}\nenum A {\n  X\n}\n") == Found{"4 duplicate-declaration"});
  CHECK(found("model class {\n  id Int @id\n}\n") == Found{"1 reserved-name"});
  CHECK(found("model Json {\n  id Int @id\n}\n") == Found{"1 reserved-type-name"});
  CHECK(found("model My-Ship {\n  id Int @id\n}\n") == Found{"1 malformed-name"});
  CHECK(in_model("  a Int\n  a Int") == Found{"2 duplicate-field"});
  CHECK(found("enum A {\n  X\n  X\n}\n") == Found{"3 duplicate-enum-value"});
  CHECK(found("generator g {\n  provider = \"x\"\n  provider = \"x\"\n}\n") == Found{"3 duplicate-property"});
}

TEST_CASE("validate: types that are declared nowhere, and what only differs in case") {
  CHECK(in_model("  port Port") == Found{"1 unknown-type"});
  CHECK(validate({{"s", "model A {\n  id int @id\n}\n"}}, PrismaMajor::six).at(0).message ==
        "the type int of id is declared nowhere; Int is");
  CHECK(found("enum A {\n}\n") == Found{"1 empty-enum"});
  CHECK(found("type A {\n  x Int\n}\n") == Found{"1 composite-type"});
}

TEST_CASE("validate: attributes and arguments that are not known, missing or given twice") {
  CHECK(in_model("  a Int @uniq") == Found{"1 unknown-attribute"});
  CHECK(in_model("  a Int @unique(x: 1)") == Found{"1 unknown-argument"});
  CHECK(in_model("  a Int @unique @unique") == Found{"1 duplicate-attribute", "1 duplicate-attribute"});
  CHECK(in_model("  a Int @map") == Found{"1 missing-argument"});
  CHECK(in_model("  a Int @map(5)") == Found{"1 wrong-value"});
  CHECK(in_model("  a Int @map(name: )") == Found{"1 argument-without-value"});
  CHECK(in_model("  a Int\n  @@index([a],)") == Found{"2 trailing-comma"});
  CHECK(in_model("  a Int\n  @@index(a, id)") == Found{"2 several-unnamed-arguments"});
  CHECK(in_model("  a Int\n  @@index([a], map: \"x\", map: \"y\")") == Found{"2 duplicate-argument"});
}

TEST_CASE("validate: ids, and models without one") {
  CHECK(found("model A {\n  a Int?\n  b Int\n\n  @@unique([a, b])\n}\n") == Found{"1 model-without-id"});
  CHECK(found("model A {\n  a Int? @id\n}\n") == Found{"2 optional-id"});
  CHECK(found("model A {\n  a Int @id\n  b Int @id\n}\n") == Found{"1 several-ids"});
  CHECK(found("model A {\n  a Int @id\n\n  @@id([a])\n}\n") == Found{"1 id-twice"});
  CHECK(found("model A {\n  a Int\n\n  @@id([a, b])\n}\n") == Found{"4 id-over-unknown-field"});
  CHECK(found("model A {\n  a Int @id(sort: Desc)\n}\n") == Found{"2 id-with-sort"});
  CHECK(found("model A {\n  a Int\n\n  @@ignore\n}\n").empty());
}

TEST_CASE("validate: indexes over what is not there, and names that meet in the database") {
  CHECK(in_model("  @@index([gone])") == Found{"1 index-over-unknown-field"});
  CHECK(in_model("  a Int\n  @@index([a, a])") == Found{"2 field-named-twice"});
  CHECK(in_model("  a Int\n  @@index([a])\n  @@index([a])") ==
        Found{"2 constraint-name-taken", "3 constraint-name-taken"});
  CHECK(in_model("  a Int\n  @@index([a], type: Rtree)") == Found{"2 unknown-index-type"});
  CHECK(in_model("  a Int\n  @@index([a], type: Gin)") == Found{"2 operator-class"});
  CHECK(in_model("  a Json\n  @@index([a(ops: JsonbPathOps)], type: Gin)").empty());
  CHECK(in_model("  a Int @map(\"b\")\n  b Int") == Found{"1 column-mapped-twice"});
  CHECK(in_model("  a Int @map(\"x\")\n  b Int @map(\"a\")").empty());
  CHECK(
      found(
          "model A {\n  id Int @id(map: \"k\")\n\n  @@map(\"t\")\n}\nmodel B {\n  id Int @id\n\n  @@map(\"t\")\n}\n") ==
      Found{"9 table-mapped-twice"});
  CHECK(found("enum A {\n  X\n\n  @@map(\"t\")\n}\nenum B {\n  X\n\n  @@map(\"t\")\n}\n") ==
        Found{"6 enum-mapped-twice"});
}

TEST_CASE("validate: defaults") {
  CHECK(in_model("  a Int @default(\"1\")") == Found{"1 default-wrong-type"});
  CHECK(in_model("  a Int @default(now())") == Found{"1 default-wrong-function"});
  CHECK(in_model("  a Int @default(increment())") == Found{"1 unknown-function"});
  CHECK(in_model("  a Int[] @default(1)") == Found{"1 default-no-list"});
  CHECK(in_model("  a DateTime @default(\"today\")") == Found{"1 invalid-literal"});
  CHECK(in_model("  a DateTime @default(\"2024-02-29T12:00:00.5+02:00\")").empty());
  CHECK(in_model("  a Json @default(\"{]\")") == Found{"1 invalid-literal"});
  CHECK(in_model("  a String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid").empty());
  CHECK(found("enum E {\n  X\n}\nmodel A {\n  id Int @id\n  e E @default(Y)\n}\n") ==
        Found{"6 default-unknown-enum-value"});
}

TEST_CASE("validate: native types and their arguments") {
  CHECK(in_model("  a Int @db.Int4") == Found{"1 unknown-native-type"});
  CHECK(in_model("  a Int @db.Text") == Found{"1 native-type-mismatch"});
  CHECK(in_model("  a String @db.VarChar(1, 2)") == Found{"1 native-type-argument-count"});
  CHECK(in_model("  a Decimal @db.Decimal(2, 5)") == Found{"1 native-type-argument"});
  CHECK(in_model("  a String @pg.Text") == Found{"1 native-type-prefix"});
  CHECK(in_model("  a Unsupported(\"Text\")") == Found{"1 unsupported-is-known"});
  CHECK(in_model("  a Unsupported(\"text\")").empty());
}

TEST_CASE("validate: relations") {
  const std::string key = "fields: [portId], references: [id]";
  CHECK(relation("", "  port Port @relation(" + key + ")") == Found{"relation-without-opposite"});
  CHECK(relation("  ships Ship[]", "") == Found{"relation-without-opposite"});
  // The name of the key of a list without its other side is counted in the list's model, and looked for in the other.
  CHECK(relation("  ships Ship[]\n  boats Ship[] @relation(\"boats\")", "") ==
        Found{"relation-without-opposite", "relation-without-opposite"});
  CHECK(relation("  boats Ship[] @relation(\"boats\")", "  port Port") ==
        Found{"relation-without-opposite", "relation-without-opposite"});
  CHECK(found("model A {\n  id Int @id\n  a  A[] @relation(\"x\")\n  b  A[]\n}\n") ==
        Found{"1 constraint-name-taken", "3 relation-without-opposite", "4 relation-without-opposite"});
  CHECK(found("model A {\n  id Int @id\n  a  A[] @relation(\"x\")\n}\n") == Found{"3 relation-without-opposite"});
  CHECK(relation("  ships Ship[]", "  port Port") == Found{"relation-without-fields", "relation-without-references"});
  CHECK(relation("  a Ship[]\n  b Ship[]", "  port Port @relation(" + key + ")") == Found{"ambiguous-relation"});
  CHECK(relation("  ships Ship[]", "  port Port @relation(fields: [gone], references: [id])") ==
        Found{"relation-over-unknown-field"});
  CHECK(relation("  ships Ship[]", "  port Port @relation(fields: [portId], references: [gone])") ==
        Found{"relation-to-unknown-field"});
  CHECK(relation("  ships Ship[]", "  port Port @relation(fields: [portId], references: [code])") ==
        Found{"references-not-unique", "relation-types-differ"});
  CHECK(relation("  ships Ship[]", "  port Port @relation(fields: [portId, maybe], references: [id])") ==
        Found{"required-over-optional", "relation-lengths"});
  CHECK(relation("  ship Ship?", "  port Port @relation(" + key + ")") == Found{"one-to-one-not-unique"});
  CHECK(relation("  ships Ship[]", "  port Port @relation(" + key + ", onDelete: Drop)") == Found{"unknown-action"});
  CHECK(relation("  ships Ship[] @relation(onDelete: Cascade)", "  port Port @relation(" + key + ")") ==
        Found{"actions-on-wrong-side"});
  CHECK(relation("  ships Ship[]", "  ports Port[] @relation(references: [id])") == Found{"many-to-many-references"});
  CHECK(relation("  ships Ship[]", "  ports Port[]").empty());
}

TEST_CASE("validate: what follows from something broken is not said before that is mended") {
  CHECK(found("model A {\n  id Int @id\n  b Gone\n\n  @@index([id], name: \"x\", map: \"y\")\n}\nmodel B {\n  x "
              "Int\n}\n") == Found{"3 unknown-type", "5 index-name-and-map"});
}

TEST_CASE("validate: the majors differ about the connection URL") {
  std::vector<SchemaText> with = {{"s", "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n"}};
  CHECK(validate(with, PrismaMajor::six).empty());
  CHECK(validate(with, PrismaMajor::seven).at(0).kind == "url-in-schema");
  CHECK(found("", PrismaMajor::six).size() == 1);
}

TEST_CASE("validate: files are one schema, and each problem names its own") {
  std::vector<SchemaText> files = {{"a.prisma", datasource + "model A {\n  id Int @id\n  b B[]\n}\n"},
                                   {"b.prisma", "model B {\n  id Int @id\n}\n"}};
  auto problems = validate(files, PrismaMajor::seven);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].file == 0);
  CHECK(problems[0].code == "P1012");
  CHECK(problems[0].message == "A.b has no opposite field in B");
  CHECK(files[0].text.substr(problems[0].range.begin, 5) == "b B[]");
  files[1].text = "model B {\n  id Int @id\n  a A @relation(fields: [id], references: [id])\n}\n";
  CHECK(validate(files, PrismaMajor::seven).empty());
}

TEST_CASE("validate: any bytes end with a verdict") {
  const std::vector<std::string> texts = {std::string("\0{\xFF", 3), "model A {\n  x \"\\u12", "\xEF\xBB\xBF",
                                          "model A {\n  a A[] @relation(fields: [\n", "@@@((("};
  for (const auto& text : texts) CHECK_NOTHROW(validate({{"s", text}}, PrismaMajor::seven));
}

TEST_CASE("an expression that nests without end is refused, not followed; a deep one that ends is read") {
  auto with_default = [](const std::string& open, const std::string& close, int levels) {
    std::string text = "model A {\n  id Int @id\n  x String @default(";
    for (int i = 0; i < levels; ++i) text += open;
    text += "a";
    for (int i = 0; i < levels; ++i) text += close;
    return std::vector<SchemaText>{{"schema.prisma", text + ")\n}\n"}};
  };
  CHECK_FALSE(validate(with_default("[", "]", 100'000), PrismaMajor::six).empty());
  CHECK_FALSE(validate(with_default("a(", ")", 100'000), PrismaMajor::seven).empty());
  CHECK_FALSE(validate(with_default("[", "]", 200), PrismaMajor::six).empty());
}

TEST_CASE("env with a name before its text is taken; an extension's name and arguments are looked at") {
  auto source = [](const std::string& url, const std::string& extensions) {
    return std::vector<SchemaText>{
        {"schema.prisma",
         "generator c {\n  provider = \"prisma-client-js\"\n  previewFeatures = [\"postgresqlExtensions\"]\n}\n"
         "datasource db {\n  provider = \"postgresql\"\n  url = " +
             url + "\n  extensions = [" + extensions + "]\n}\n"}};
  };
  auto kinds = [](const std::vector<SchemaText>& texts) {
    std::vector<std::string> out;
    for (const auto& invalid : validate(texts, PrismaMajor::six)) out.push_back(invalid.kind);
    return out;
  };
  CHECK(kinds(source("env(name: \"U\")", "uuid(map: \"uuid-ossp\", version: \"1\")")).empty());
  CHECK(kinds(source("env(\"U\")", "uuid-ossp")) == std::vector<std::string>{"extension-name"});
  CHECK(kinds(source("env(\"U\")", "postgis(version: \"1\", version: \"2\")")) ==
        std::vector<std::string>{"duplicate-argument"});
}
