#include "psl/generate.hpp"

#include <algorithm>

namespace tributary::testing {
namespace {

unsigned below(std::mt19937& random, std::size_t limit) {
  return static_cast<unsigned>(random() % limit);
}

const std::string& one_of(const std::vector<std::string>& words, std::mt19937& random) {
  return words[below(random, words.size())];
}

std::string any_blank(std::mt19937& random) {
  static const std::vector<std::string> blanks = {" ", "  ", "\t", "    ", " \t "};
  return one_of(blanks, random);
}

std::string any_member(bool of_enum, int number, std::mt19937& random) {
  static const std::vector<std::string> fields = {
      "id Int @id @default(autoincrement())",
      "name String? @db.VarChar(20) // note",
      "list String[] @default([\"a\", \"b, ]\"])",
      "point Unsupported(\"geometry(Point, 4326)\")?",
      "role Role @default(ADMIN) @map(\"the \\\"role\\\"\")",
      "author User? @relation(\"wrote\", fields: [authorId], references: [id], onDelete: Cascade)",
      "at DateTime @default(now()) @updatedAt",
      "bytes Bytes @default(dbgenerated(\"decode('', 'hex')\"))",
      "@@index([a, b(sort: Desc)], map: \"x\", type: Gin)",
      "@@unique([a,b])",
      "@@map(\"täble\")",
      "@@schema(\"auth\")",
      "/// what it is",
      "// left",
      "",
      "   ",
      "not a field {} at all"};
  static const std::vector<std::string> values = {"ADMIN", "USER @map(\"u\")", "/// why", "", "@@map(\"roles\")"};
  auto line = one_of(of_enum ? values : fields, random);
  if (!line.empty() && line[0] >= 'a' && line[0] <= 'z') line.insert(line.find(' '), std::to_string(number));
  std::size_t at = 0;
  while (below(random, 3) == 0 && (at = line.find(' ', at + 1)) != line.npos) line.replace(at, 1, any_blank(random));
  return line;
}

std::string any_block(int number, std::mt19937& random) {
  static const std::vector<std::string> keywords = {"model", "model", "model", "enum", "view", "type", "generator"};
  const auto& keyword = one_of(keywords, random);
  std::string block = keyword + any_blank(random) + "B" + std::to_string(number) + (below(random, 4) ? " {" : "{");
  if (below(random, 20) == 0) return block + "}\n";
  block += below(random, 5) ? "\n" : " // opens\n";
  for (unsigned i = 0, count = below(random, 9); i < count; ++i)
    block += any_blank(random) + any_member(keyword == "enum", static_cast<int>(i), random) + "\n";
  return block + (below(random, 5) ? "}\n" : any_blank(random) + "}" + any_blank(random) + "\n");
}

std::string with_crlf(const std::string& text, std::mt19937& random, bool everywhere) {
  std::string out;
  for (char c : text) {
    if (c == '\n' && (everywhere || below(random, 2))) out += '\r';
    out += c;
  }
  return out;
}

}  // namespace

std::string any_schema(std::mt19937& random) {
  static const std::vector<std::string> between = {
      "",
      "\n",
      "\n\n",
      "// loose\n",
      "/// about what follows\n",
      "type Email = String @db.VarChar(200)\n",
      "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n",
      "stray words\n",
      "   \n"};
  std::string text = below(random, 10) ? "" : "\xEF\xBB\xBF";
  for (unsigned i = 0, count = below(random, 7); i < count; ++i)
    text += one_of(between, random) + any_block(static_cast<int>(i), random);
  text += one_of(between, random);
  if (below(random, 4) == 0) text = with_crlf(text, random, below(random, 2) == 0);
  if (below(random, 4) == 0 && !text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string damaged(std::string text, std::mt19937& random) {
  static const std::string pieces = "{}()[]\"\\/@:=,.\n\r\t ?a\xFF*#\0";
  for (unsigned i = 0, count = 1 + below(random, 6); i < count; ++i) {
    if (text.empty()) return "m";
    auto at = below(random, text.size());
    switch (below(random, 4)) {
      case 0:
        text[at] = pieces[below(random, pieces.size())];
        break;
      case 1:
        text.erase(at, below(random, 40));
        break;
      case 2:
        text.insert(at, text.substr(below(random, text.size()), below(random, 60)));
        break;
      default:
        text.insert(at, 1, pieces[below(random, pieces.size())]);
    }
  }
  return text;
}

std::string Schema::text() const {
  std::string out = "datasource db {\n  provider = \"postgresql\"\n}\n";
  for (const auto& block : blocks) {
    out += "\n" + std::string(block.is_enum ? "enum " : "model ") + block.name + " {\n";
    for (const auto& member : block.members) out += "  " + member + "\n";
    out += "}\n";
  }
  return out;
}

Schema some_schema(std::mt19937& random) {
  Schema schema;
  for (unsigned i = 0, count = 2 + below(random, 6); i < count; ++i) {
    Schema::Block block;
    block.is_enum = below(random, 4) == 0;
    block.name = (block.is_enum ? "E" : "M") + std::to_string(i);
    if (!block.is_enum) block.members.push_back("id Int @id");
    for (unsigned m = 0, members = 1 + below(random, 5); m < members; ++m)
      block.members.push_back(block.is_enum ? "V" + std::to_string(m) : "f" + std::to_string(m) + " String?");
    schema.blocks.push_back(block);
  }
  return schema;
}

Schema branch_of(Schema schema, const std::string& branch, bool may_take, std::mt19937& random) {
  for (unsigned i = 0, count = 1 + below(random, 5); i < count; ++i) {
    auto& block = schema.blocks[below(random, schema.blocks.size())];
    auto at = 1 + below(random, block.members.size());
    auto number = std::to_string(i);
    switch (below(random, may_take ? 5 : 2)) {
      case 0:
        block.members.insert(block.members.begin() + at,
                             block.is_enum ? branch + "V" + number : branch + "f" + number + " Int?");
        break;
      case 1:
        schema.blocks.insert(schema.blocks.begin() + below(random, schema.blocks.size() + 1),
                             Schema::Block{branch + "M" + number, false, {"id Int @id"}});
        break;
      case 2:
        if (block.members.size() > 2) block.members.pop_back();
        break;
      case 3:
        if (schema.blocks.size() > 2) schema.blocks.erase(schema.blocks.begin() + below(random, schema.blocks.size()));
        break;
      default:
        if (!block.is_enum && at < block.members.size()) block.members[at] += " @map(\"" + branch + number + "\")";
    }
  }
  return schema;
}

std::string large_schema(int count) {
  std::string text = "datasource db {\n  provider = \"postgresql\"\n}\n";
  for (int i = 0; i < count; ++i) {
    auto n = std::to_string(i);
    text += "\nmodel Model" + n +
            " {\n  id        Int      @id @default(autoincrement())\n  name      String   @db.VarChar(200)\n" +
            "  createdAt DateTime @default(now()) @map(\"created_at\")\n  updatedAt DateTime @updatedAt "
            "@map(\"updated_at\")\n" +
            "  note      String?  // free text\n\n  @@index([name, createdAt])\n  @@map(\"table_" + n + "\")\n}\n";
  }
  return text;
}

}  // namespace tributary::testing
