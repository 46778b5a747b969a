// A dozen of the pairs through the Prisma CLI itself: `prisma migrate diff --from-migrations … --exit-code`.
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {command, environment, prismaVariables} from '../world.mjs'
import {schema_text} from './cases.mjs'

export const through_the_cli = new Set([
  'column: String is not varchar', 'column: Decimal is numeric(65,30)', 'column: autoincrement', 'column: now() as a function',
  'schema: a table as declared', 'schema: a model without a table', 'schema: a table without a model', 'schema: many to many',
  'schema: an enum value missing', 'schema: a foreign key with another action', 'schema: a partial index nobody declares',
  'schema: an index under another name',
])

const config = (url) => `import {defineConfig} from 'prisma/config'
export default defineConfig({schema: 'schema.prisma', migrations: {path: 'migrations'}, datasource: {url: '${url}', shadowDatabaseUrl: '${url}'}})
`

/** The exit status of the CLI: 0 = no difference, 2 = one. */
export async function cli_exit({major, modules, port, folder, url}, one, index) {
  const dir = join(folder, `cli-${major}-${index}`)
  mkdirSync(join(dir, 'migrations/20240101000000_all'), {recursive: true})
  writeFileSync(join(dir, 'migrations/migration_lock.toml'), 'provider = "postgresql"\n')
  writeFileSync(join(dir, 'migrations/20240101000000_all/migration.sql'), one.sql)
  writeFileSync(join(dir, 'schema.prisma'), schema_text(major, one))
  writeFileSync(join(dir, 'package.json'), '{"name": "app"}')
  symlinkSync(join(modules, 'node_modules'), join(dir, 'node_modules'))
  if (major >= 7) writeFileSync(join(dir, 'prisma.config.ts'), config(url))
  const to = major >= 7 ? ['--to-schema', 'schema.prisma'] : ['--to-schema-datamodel', 'schema.prisma', '--shadow-database-url', url]
  const args = ['node_modules/prisma/build/index.js', 'migrate', 'diff', '--from-migrations', 'migrations', ...to, '--exit-code']
  const {exit, stderr} = await command(process.execPath, args, {cwd: dir, env: environment(prismaVariables(major, port))})
  if (exit !== 0 && exit !== 2) throw new Error(`the CLI failed: ${stderr}`)
  return exit
}
