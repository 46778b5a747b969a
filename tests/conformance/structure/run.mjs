// Holds tributary's comparison of a schema.prisma with a database against that of Prisma's own schema engine.
import {spawn} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {parseArgs} from 'node:util'
import {Engine} from '../bridge/engine.mjs'
import {addressOf} from '../bridge/session.mjs'
import {listen} from '../bridge/server.mjs'
import {beside_the_point, cases, lasting_differences, schema_text} from './cases.mjs'
import {touched} from './summary.mjs'
import {built_schemas} from './built.mjs'
import {cli_exit, through_the_cli} from './cli.mjs'

const {values: options} = parseArgs({options: {probe: {type: 'string'}, modules: {type: 'string'}, server: {type: 'string'},
  folder: {type: 'string'}, schemas: {type: 'string'}, major: {type: 'string'}, only: {type: 'string'}}})
const majors = options.major ? [Number(options.major)] : [6, 7]

/** Asks the probe a line and gives its answer, one after the other. */
function probe() {
  const child = spawn(options.probe, [], {stdio: ['pipe', 'pipe', 'inherit']})
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]()
  return {
    async ask(...words) {
      child.stdin.write(words.join('\t') + '\n')
      const {value, done} = await lines.next()
      if (done) throw new Error('the probe ended')
      const answer = JSON.parse(value)
      if (answer.error) throw new Error(`the probe: ${answer.error}`)
      return answer
    },
    end: () => child.stdin.end(),
  }
}

const filters = {externalTables: [], externalEnums: []}
const migration = (sql) => ({
  tag: 'migrations', baseDir: '/migrations', lockfile: {path: 'migration_lock.toml', content: 'provider = "postgresql"'}, shadowDbInitScript: '',
  migrationDirectories: [{path: '20240101000000_all', migrationFile: {path: 'migration.sql', content: {tag: 'ok', value: sql}}}],
})
const schema_end = (text) => ({tag: 'schemaDatamodel', files: [{path: 'schema.prisma', content: text}]})

async function engine_diff(engine, url, from, text, script = false) {
  const place = {url, shadowUrl: url, schemas: [['schema.prisma', text]]}
  const call = {from, to: schema_end(text), script, shadowDatabaseUrl: url, exitCode: true, filters}
  return await engine.connected(place, (connection) => connection.diff(call))
}

/** One database for all pairs: the engine empties its default schema before it applies a migration, we the others. */
class Place {
  constructor(engine) {
    this.postgres = engine.postgres
    this.name = `pairs_${engine.major}`
    this.url = `${options.server}/${this.name}`
  }
  async make() {
    await this.execute(`${options.server}/postgres`, `DROP DATABASE IF EXISTS ${this.name}`)
    await this.execute(`${options.server}/postgres`, `CREATE DATABASE ${this.name}`)
  }
  async empty() {
    await this.execute(this.url, `DO $$ DECLARE one TEXT; BEGIN
      FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema') LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', one); END LOOP; END $$`)
  }
  async execute(url, sql) {
    const client = await this.postgres.client(addressOf(url))
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
}

const sorted = (list) => [...new Set(list)].sort()
const report = {pairs: 0, different: 0, agree: 0, closed: 0, offered: 0, built: 0, buildable: 0, typed: 0, typed_alike: 0, failures: []}

/** What the engine and the probe say of a database that `sql` made. */
async function both(major, engine, place, {text, file}, sql) {
  await place.empty()
  const theirs = await engine_diff(engine, place.url, migration(sql), text)
  const mine = await ours.ask(major, file, place.url)
  return {theirs, mine, a: sorted(touched(theirs.stdout)), b: sorted(mine.touched)}
}
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b)

async function judge(major, engine, place, one, index) {
  const schema = {text: schema_text(major, one), file: join(options.folder, `pair-${major}-${index}.prisma`)}
  writeFileSync(schema.file, schema.text)
  const {theirs, mine, a, b} = await both(major, engine, place, schema, one.sql)
  const different = theirs.exitCode === 2
  report.pairs++
  report.different += different
  const same = different === (b.length > 0) && equal(a, b) && mine.opaque.length === 0
  if (!same) return report.failures.push({major, name: one.name, prisma: a, tributary: b, opaque: mine.opaque, summary: theirs.stdout})
  report.agree++
  if (through_the_cli.has(one.name)) await typed(major, place, one, index, different)
  if (different) await close_gap(major, engine, place, one, {schema, mine})
}

async function typed(major, place, one, index, different) {
  await place.empty()
  report.typed++
  const exit = await cli_exit({major, modules: join(options.modules, `prisma-${major}`), port: server.port, folder: options.folder, url: place.url}, one, index)
  if ((exit === 2) === different) report.typed_alike++
  else report.failures.push({major, name: one.name, error: `the CLI exits with ${exit}`})
}

// The SQL that is offered must run, and leave no difference; where Prisma finds one again and again, the same one.
async function close_gap(major, engine, place, one, {schema, mine}) {
  report.offered++
  try {
    const {a, b} = await both(major, engine, place, schema, one.sql + '\n' + mine.statements.join('\n'))
    const lasting = lasting_differences.has(one.name)
    if (!equal(a, b) || (a.length > 0) !== lasting) throw new Error(`left: ${a}; said: ${b}`)
    report.closed++
  } catch (error) {
    report.failures.push({major, name: one.name, offered: mine.statements, error: error.message})
  }
}

mkdirSync(options.folder, {recursive: true})
const ours = probe()
const engines = {}
for (const major of majors) engines[major] = await Engine.load(major, join(options.modules, `prisma-${major}`))
const server = await listen(engines)
for (const major of majors) {
  const engine = engines[major]
  const place = new Place(engine)
  await place.make()
  for (const [index, one] of cases.entries()) {
    if (options.only && !one.name.includes(options.only)) continue
    if (beside_the_point.has(one.name)) continue
    try {
      await judge(major, engine, place, one, index)
    } catch (error) {
      report.failures.push({major, name: one.name, error: error.message ?? String(error)})
    }
  }
  if (options.schemas && !options.only) await built_schemas({major, folder: options.folder, schemas: options.schemas, report,
    script: (text) => engine_diff(engine, place.url, {tag: 'empty'}, text, true), both: (schema, sql) => both(major, engine, place, schema, sql)})
}
ours.end()
server.close()

for (const failure of report.failures) console.log(JSON.stringify(failure, null, 1))
console.log(`structure: ${report.agree} of ${report.pairs} pairs judged as Prisma judges them (${report.different} of them different), ` +
  `${report.closed} of ${report.offered} gaps closed by the SQL that is offered; ${report.built} of ${report.buildable} whole schemas read back as Prisma reads them; ` +
  `the CLI says so too for ${report.typed_alike} of ${report.typed}`)
process.exit(report.failures.length === 0 ? 0 : 1)
