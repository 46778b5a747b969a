#include "collect/prisma_config.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "collect/js_tokens.hpp"

using namespace tributary;

namespace {

std::string tokens(std::string_view source) {
  std::vector<std::string> out;
  for (const auto& token : js_tokens(source)) out.push_back(token.text);
  out.pop_back();  // end
  return text::join(out, "|");
}

// "text", "$VARIABLE", "$VARIABLE! " for Prisma's env(), joined by " or "; "UNREAD" and "" for absent.
std::string shown(const ConfigValue& value) {
  if (!value.unread.empty()) return "UNREAD";
  std::vector<std::string> out;
  for (const auto& term : value.terms)
    out.push_back((term.kind == ConfigTerm::Kind::variable ? "$" : "") + term.text +
                  (term.skipped_if_empty ? "!" : ""));
  return text::join(out, " or ");
}

std::string schema_of(const std::string& expression, const std::string& before = "") {
  return shown(read_prisma_config(before + "\nexport default { schema: " + expression + " }").schema);
}
std::string url_of(const std::string& expression, const std::string& before = "") {
  return shown(
      read_prisma_config(before + "\nexport default defineConfig({ datasource: { url: " + expression + " } })").url);
}
std::string env_files(const std::string& source) {
  return text::join(read_prisma_config(source).env_files, " ");
}

}  // namespace

TEST_CASE("tokens of JavaScript") {
  CHECK(tokens("a.b ?? 'c' // d\n/* e */ `f`") == "a|.|b|??|c|f");
  CHECK(tokens("'it\\'s' \"\\u0041\\x42\\n\" '\\u{1F600}'") == "it's|AB\n|\xF0\x9F\x98\x80");
  CHECK(tokens("x = /[/'\"]+/g; y / 2 / 3") == "x|=|/[/'\"]+/g|;|y|/|2|/|3");
  CHECK(tokens("`a ${ {b: `c`} } d`") == "a ${ {b: `c`} } d");
  CHECK(tokens("'not closed\nnext") == "not closed|next");
  CHECK(tokens("#!/usr/bin/env node\nx") == "x");
  CHECK(tokens("'\\") == "");
  CHECK(js_tokens("a\n\n b").at(1).line == 3);
  CHECK(js_tokens("`a${b}`").at(0).kind == JsToken::Kind::template_text);
}

TEST_CASE("literal forms of a path") {
  CHECK(schema_of("'a.prisma'") == "a.prisma");
  CHECK(schema_of("\"a\" as string") == "a");
  CHECK(schema_of("`a/b`") == "a/b");
  CHECK(schema_of("('a')") == "a");
  CHECK(schema_of("'a' + '/b'") == "a/b");
  CHECK(schema_of("path.join('prisma', 'schema')", "import path from 'node:path'") == "prisma/schema");
  CHECK(schema_of("path.join(__dirname, 'prisma', \"schema\")", "const path = require('path')") == "prisma/schema");
  CHECK(schema_of("path.resolve(import.meta.dirname, 'x')") == "x");
  CHECK(schema_of("join(process.cwd(), 'x')", "import { join } from 'path'") == "x");
  CHECK(schema_of("where", "const where = 'x/y.prisma' as const;") == "x/y.prisma");
  CHECK(schema_of("{ kind: 'multi', folderPath: 'prisma/schema' }") == "prisma/schema");
  CHECK(schema_of("process.env.SCHEMA ?? 'x'") == "$SCHEMA or x");
}

TEST_CASE("what needs execution is not read") {
  CHECK(schema_of("`a/${b}`") == "UNREAD");
  CHECK(schema_of("find('x')") == "UNREAD");
  CHECK(schema_of("ci ? 'a' : 'b'") == "UNREAD");
  CHECK(schema_of("path.join('a', b)") == "UNREAD");
  CHECK(schema_of("'a' + b") == "UNREAD");
  CHECK(schema_of("() => 'a'") == "UNREAD");
  CHECK(schema_of("new URL('a', import.meta.url)") == "UNREAD");
  CHECK(schema_of("join('a', 'b')") == "UNREAD");  // of no module that is known
  CHECK(schema_of("'a'.replace('a', 'b')") == "UNREAD");
  CHECK(schema_of("x", "const x = x;") == "UNREAD");
}

TEST_CASE("forms of a database URL") {
  CHECK(url_of("env('DATABASE_URL')") == "$DATABASE_URL!");
  CHECK(url_of("env<Env>('DATABASE_URL')") == "$DATABASE_URL!");
  CHECK(url_of("e('URL')", "import { env as e } from 'prisma/config'") == "$URL!");
  CHECK(url_of("process.env.DATABASE_URL") == "$DATABASE_URL");
  CHECK(url_of("process.env.DATABASE_URL!") == "$DATABASE_URL");
  CHECK(url_of("process.env['DATABASE_URL']") == "$DATABASE_URL");
  CHECK(url_of("process.env[\"DATABASE_URL\"]!") == "$DATABASE_URL");
  CHECK(url_of("process.env.DATABASE_URL as string") == "$DATABASE_URL");
  CHECK(url_of("process.env.A ?? 'postgresql://x'") == "$A or postgresql://x");
  CHECK(url_of("process.env.A || process.env.B || ''") == "$A! or $B! or ");
  CHECK(url_of("'postgresql://localhost/x'") == "postgresql://localhost/x");
  CHECK(url_of("url", "const url: string | undefined = process.env.DIRECT_URL ?? process.env.DATABASE_URL") ==
        "$DIRECT_URL or $DATABASE_URL");
  CHECK(url_of("DATABASE_URL", "const { DATABASE_URL } = process.env") == "$DATABASE_URL");
  CHECK(url_of("url", "const { DATABASE_URL: url, X } = process.env") == "$DATABASE_URL");
  CHECK(url_of("env.DATABASE_URL", "import { env } from './src/env'") == "UNREAD");
  CHECK(url_of("`postgresql://${process.env.HOST}/x`") == "UNREAD");
}

TEST_CASE("ways to export a configuration") {
  for (const char* source : {
           "export default { schema: 'x' }",
           "export default defineConfig({ schema: 'x' });",
           "export default { schema: 'x' } satisfies PrismaConfig",
           "export default ({ schema: 'x' } as PrismaConfig);",
           "module.exports = { schema: 'x' }",
           "module.exports = defineConfig({ 'schema': 'x', })",
           "exports.default = { schema: 'x' };",
           "const config: PrismaConfig = { schema: 'x' };\nexport default config;",
           "const config = defineConfig({ schema: 'x' })\nexport default config",
           "const schema = 'x';\nexport default { schema }",
           "const base = { schema: 'x' };\nexport default { ...base, migrations: { path: 'm' } }",
           "\xEF\xBB\xBF// schema: 'y'\nexport default { /* schema: 'z' */ schema: 'x', experimental: { a: true } }",
       }) {
    CAPTURE(source);
    CHECK(shown(read_prisma_config(source).schema) == "x");
    CHECK(read_prisma_config(source).obstacles.empty());
  }
}

TEST_CASE("other keys of a configuration") {
  const auto config = read_prisma_config(
      "import { defineConfig } from 'prisma/config';\nexport default defineConfig({\n  engine: 'classic',\n"
      "  migrations: {\n    seed: `tsx ${x}`,\n    path: 'db/migrations',\n  },\n"
      "  datasource: { url: env('A'), directUrl: env('B'), shadowDatabaseUrl: f() },\n});\n");
  CHECK(config.engine == "classic");
  CHECK(shown(config.migrations) == "db/migrations");
  CHECK(config.migrations.line == 6);
  CHECK(shown(config.url) == "$A!");
  CHECK(shown(config.direct_url) == "$B!");
  CHECK(config.obstacles.empty());  // the seed and the shadow database are nobody's question
}

TEST_CASE("a configuration that is not an object literal is an obstacle") {
  for (const char* source : {"export default makeConfig()", "export default async () => ({ schema: 'x' })", "", "{{{",
                             "export default", "export default { ...load() }"}) {
    CAPTURE(source);
    CHECK(read_prisma_config(source).obstacles.size() == 1);
  }
}

TEST_CASE("which .env files a configuration loads") {
  CHECK(env_files("import 'dotenv/config'\nexport default {}") == ".env");
  CHECK(env_files("require(\"dotenv/config\")") == ".env");
  CHECK(env_files("import dotenv from 'dotenv';\ndotenv.config()\nexport default {}") == ".env");
  CHECK(env_files("import * as dotenv from 'dotenv';\ndotenv.config({ path: '.env.local' })") == ".env.local");
  CHECK(env_files("import { config } from 'dotenv';\nconfig({ path: ['.env.local', '.env'], quiet: true })") ==
        ".env.local .env");
  CHECK(env_files("import { config as load } from 'dotenv';\nif (x) { load() }") == ".env");
  CHECK(env_files("require('dotenv').config({ path: `../.env` })") == "../.env");
  CHECK(env_files("process.loadEnvFile()") == ".env");
  CHECK(env_files("process.loadEnvFile('.env.dev')") == ".env.dev");
  CHECK(env_files("import path from 'path'\nimport d from 'dotenv'\nd.config({ path: path.resolve(__dirname, "
                  "'../../.env') })") == "../../.env");
  CHECK(env_files("expand(dotenv.config())") == ".env");
  CHECK(env_files("import { config } from './mine';\nconfig()\nexport default {}") == "");
  CHECK(env_files("// import 'dotenv/config'\nexport default {}") == "");
}

TEST_CASE("broken and hostile sources end") {
  std::string deep = "export default ";
  for (int i = 0; i < 20000; ++i) deep += "[{a:(";
  CHECK(read_prisma_config(deep).schema.terms.empty());
  CHECK(read_prisma_config("export default { schema: 'x', , : } ] ) '").schema.terms.size() == 1);
  CHECK(read_prisma_config(std::string("export default { sch\0ma: 'x' }", 30)).schema.terms.empty());
}

TEST_CASE("constants that name themselves or double with each step end as a value that is not read") {
  std::string doubling = "const a0=\"x\";\n";
  for (int n = 1; n < 40; ++n) {
    auto before = "a" + std::to_string(n - 1);
    doubling += "const a" + std::to_string(n) + "=" + before + "||" + before + ";\n";
  }
  for (const auto& text :
       {std::string("const a=a||a; export default {schema:a}"), std::string("const a=a??a; export default {schema:a}"),
        doubling + "export default {schema:a39}"}) {
    auto config = read_prisma_config(text);
    CHECK(config.schema.unread.find("too deep or too large, not read") != std::string::npos);
  }
  CHECK(read_prisma_config("const a=\"x\"; export default {schema: process.env.S ?? a}").schema.unread.empty());
}
