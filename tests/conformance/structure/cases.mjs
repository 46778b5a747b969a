// The pairs of a schema.prisma and a migration, and what is around them.
import {columns} from './columns.mjs'
import {wholes} from './wholes.mjs'

// What some pairs need in every database; of no interest to Prisma's diff.
export const prelude = `CREATE EXTENSION citext; CREATE FUNCTION made() RETURNS TEXT LANGUAGE sql AS 'SELECT ''x''';\n`

/** The schema as a project of that major version would have it. */
export function schema_text(major, {schema, datasource = '', previews = []}) {
  const url = major === 6 ? '  url = "postgresql://localhost/x"\n' : ''
  const generator = `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = [${previews.map((name) => `"${name}"`).join(', ')}]\n}\n`
  return `datasource db {\n  provider = "postgresql"\n${url}  ${datasource}\n}\n${generator}${schema}`
}

const of_column = ([name, field, column]) => ({
  name: `column: ${name}`,
  schema: `model T {\n  id Int @id\n  f ${field}\n}\n`,
  sql: `CREATE TABLE "T" ("id" INTEGER NOT NULL, "f" ${column}, CONSTRAINT "T_pkey" PRIMARY KEY ("id"));`.replace(/ UNIQUE,/, `, CONSTRAINT "T_f_key" UNIQUE ("f"),`),
})

export const cases = [
  ...columns.map(of_column),
  ...wholes.map(([name, schema, sql, around = {}]) => ({name: `schema: ${name}`, schema, sql, ...around})),
].map((one) => ({...one, sql: prelude + one.sql}))

/** Pairs that Prisma finds different for ever: its own migration changes nothing of what it looks at. */
export const lasting_differences = new Set([
  'column: Char without a length', 'column: Bit without a length', 'column: uuid literal default', 'column: dbgenerated of a literal',
  'column: dbgenerated as it was written', 'column: dbgenerated now()', 'column: bigint list default',
  'schema: a class by its raw name',
])

/** What Prisma says of these is of no use to anybody: its engine reads no extensions of a shadow database. */
export const beside_the_point = new Set(['schema: an extension', 'schema: an extension missing', 'schema: an extension\'s own name'])
