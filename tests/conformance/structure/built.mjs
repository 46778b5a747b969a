// Whole schemas: what Prisma builds out of nothing, executed and read back, must be what was expected.
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {schemas_of} from '../schemas/oracle.mjs'

const for_major = (major, text) => (major === 7 ? text.replace(/^\s*(directUrl|shadowDatabaseUrl|url)\s*=.*$/gm, '') : text)

async function build({major, folder, report, script, both}, {name, files}) {
  const schema = {text: for_major(major, files.map(([, content]) => content).join('\n')), file: join(folder, 'built.prisma')}
  writeFileSync(schema.file, schema.text)
  let found
  try {
    const {stdout: sql} = await script(schema.text)
    found = await both(schema, `CREATE EXTENSION IF NOT EXISTS citext;\n${sql}`)
  } catch {
    return  // not PostgreSQL's, not of this major, or of an extension that is not installed here
  }
  report.buildable++
  const {theirs, mine, a, b} = found
  if (mine.opaque.length === 0 && JSON.stringify(a) === JSON.stringify(b)) report.built++
  else report.failures.push({major, name, prisma: a, tributary: b, opaque: mine.opaque, summary: theirs.stdout})
}

export async function built_schemas(around) {
  for (const schema of schemas_of(around.schemas)) await build(around, schema)
}
