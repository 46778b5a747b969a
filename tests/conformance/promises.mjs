// Types what the forecasts say to type instead, word for word, into bash with the real Prisma in PATH, and looks whether
// the promised state is reached.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ledgerOf, prisma, tributaryStatus } from './judge.mjs'
import { scripts, sum } from './states.mjs'
import { command, commitAll, environment, git, here, ledgerSql, prismaVariables, schemaText, writeMigrations, writeProject } from './world.mjs'

const [init, post, tag, hotfix] = Object.keys(scripts)
const pick = (...names) => Object.fromEntries(names.map((name) => [name, scripts[name]]))
const row = (name, more) => ({ name, script: scripts[name], checksum: sum(scripts[name]), ...more })
const failed = (name) => row(name, { finished: false })
const rolledBack = (name) => row(name, { finished: false, rolledBack: true })
const edit = (script) => script + '-- by hand\n'

// branches: own folders on top of main's, each in a linked worktree; the forecast is asked for `at`, by command.
// after: what must hold of the ledger then. note: at's schema.prisma has a model that no migration makes yet.
const inSync = (ledger) => ledger.state === 'in-sync' && !ledger.failed.length && !ledger.edited.length
const noneFailed = (ledger) => !ledger.failed.length && !ledger.deploys.length
const promises = {
  'a migration in a worktree whose shared ledger has foreign rows': {
    main: pick(init), branches: { epic3: pick(hotfix), epic4: {} }, at: 'epic4', rows: [row(init), row(hotfix)], note: true, ask: 'dev', creates: true },
  'a migration beside foreign rows of two branches, own ones pending': {
    main: pick(init), branches: { epic3: pick(hotfix), epic4: pick(tag), epic5: pick(post) }, at: 'epic5', rows: [row(init), row(hotfix), row(tag)],
    models: ['User', 'Post'], note: true, ask: 'dev', creates: true },
  'a migration after a failed one, beside foreign rows': {
    main: pick(init), branches: { epic3: pick(hotfix), epic4: pick(tag) }, at: 'epic4', rows: [row(init), row(hotfix), failed(tag)],
    models: ['User', 'Tag'], note: true, ask: 'dev', creates: true },
  'a migration beside an edited one that nobody holds any more': {
    main: { ...pick(init), [post]: edit(scripts[post]) }, branches: {}, at: 'main', rows: [row(init), row(post)], models: ['User', 'Post'], note: true,
    ask: 'dev', creates: true, keepsEdit: true },
  'rows of the target: dev': {
    main: pick(init), later: pick(post), branches: { epic4: {} }, at: 'epic4', rows: [row(init), row(post)], ask: 'dev', after: inSync },
  'rows of the target: status': {
    main: pick(init), later: pick(post), branches: { epic4: {} }, at: 'epic4', rows: [row(init), row(post)], ask: 'status', after: inSync },
  'a failed one: deploy': { main: pick(init, post), branches: {}, at: 'main', rows: [row(init), failed(post)], ask: 'deploy', after: inSync },
  'a failed one: resolve': { main: pick(init, post), branches: {}, at: 'main', rows: [row(init), failed(post)], ask: 'resolve', after: (ledger) => !ledger.failed.length },
  'a failed one: dev': { main: pick(init, post), branches: {}, at: 'main', rows: [row(init), failed(post)], ask: 'dev', after: (ledger) => !ledger.failed.length },
  'two failed: deploy': { main: pick(init, post, tag), branches: {}, at: 'main', rows: [row(init), failed(post), failed(tag)], ask: 'deploy', after: noneFailed },
  'a failed one of another branch: deploy': {
    main: pick(init, post), branches: { epic3: pick(tag) }, at: 'main', rows: [row(init), failed(tag)], ask: 'deploy', after: noneFailed },
  'an edited one that a branch holds': {
    main: pick(init, post), branches: { epic4: { [post]: edit(scripts[post]) } }, at: 'epic4', rows: [row(init), row(post)], ask: 'dev', after: inSync },
  'a renamed one: deploy': {
    main: { [init]: scripts[init], '20240205000000_add_post': scripts[post] }, branches: {}, at: 'main', rows: [row(init), row(post)], ask: 'deploy',
    after: (ledger) => !ledger.deploys.length },
  'tables without a ledger: deploy': { main: pick(init, post), branches: {}, at: 'main', rows: null, tables: true, ask: 'deploy', after: inSync },
  'tables without a ledger: resolve': { main: pick(init, post), branches: {}, at: 'main', rows: null, tables: true, ask: 'resolve', after: inSync },
  'tables without a ledger: dev': { main: pick(init, post), branches: {}, at: 'main', rows: null, tables: true, ask: 'dev', after: inSync },
  'foreign rows: db pull': { main: pick(init), branches: { epic3: pick(hotfix), epic4: {} }, at: 'epic4', rows: [row(init), row(hotfix)], ask: 'db_pull', after: (ledger) => ledger.missing.length === 1 },
}

/** main in `root`/main, a linked worktree for each branch, all pointing at one database. */
function build(bench, root, url, promise) {
  const main = join(root, 'main')
  const options = { names: promise.models ?? ['User'] }
  mkdirSync(main, { recursive: true })
  writeMigrations(main, promise.main)
  writeProject(main, bench.major, bench.modules, url, options)
  commitAll(main)
  for (const [branch, own] of Object.entries(promise.branches)) {
    const dir = join(root, branch)
    git(main, 'worktree', 'add', '-q', '-b', branch, dir)
    writeMigrations(dir, own)
    rmSync(join(dir, 'prisma/schema.prisma'))
    rmSync(join(dir, 'prisma.config.ts'), { force: true })
    writeProject(dir, bench.major, bench.modules, url, options)
    commitAll(dir, `Work of ${branch}`)
  }
  if (promise.later) {
    writeMigrations(main, promise.later)
    commitAll(main, 'Later work')
  }
  const at = join(root, promise.at)
  if (promise.note) writeFileSync(join(at, 'prisma/schema.prisma'), schemaText(bench.major, { names: [...options.names, 'Note'] }))
  return { main, at }
}

/** `migrate dev` itself, in a copy of the worktree and of the database. */
async function realDev(bench, name, root, at) {
  const dir = join(root, 'copy')
  cpSync(at, dir, { recursive: true, verbatimSymlinks: true })
  await bench.databases.copy(name, `${name}_dev`)
  writeFileSync(join(dir, '.env'), `DATABASE_URL="${bench.databases.url(`${name}_dev`)}"\n`)
  const done = await prisma(bench, dir, ['migrate', 'dev', '--name', 'next'])
  rmSync(dir, { recursive: true, force: true })
  await bench.databases.drop(`${name}_dev`)
  return done
}

async function type(bench, dir, lines, shadow) {
  const variables = { ...prismaVariables(bench.major, bench.port), SHADOW_DATABASE_URL: shadow, TRIBUTARY_PRISMA_CLI: join(bench.modules, 'node_modules/prisma/build/index.js') }
  const env = environment(variables)
  env.PATH = join(here, 'bridge') + delimiter + env.PATH
  return await command('bash', ['-euo', 'pipefail', '-c', lines.join('\n')], { cwd: dir, env })
}

const rowsOf = async (bench, name) =>
  (await bench.databases.sql(name, 'SELECT migration_name, checksum, finished_at IS NOT NULL AND rolled_back_at IS NULL AS applied FROM _prisma_migrations ORDER BY started_at')).rows

/** A migration for exactly the model that lacked one was made and is applied, and nothing of the others' was touched. */
async function created(bench, name, at, before, promise) {
  const folders = readdirSync(join(at, 'prisma/migrations')).filter((folder) => folder.endsWith('_describe_the_change'))
  if (folders.length !== 1) return [`made ${folders.length} migrations`]
  const script = readFileSync(join(at, 'prisma/migrations', folders[0], 'migration.sql'), 'utf8')
  const faults = []
  if (!/CREATE TABLE "Note"/.test(script) || /DROP|ALTER|CREATE TABLE "(?!Note)/.test(script)) faults.push(`the new script is ${JSON.stringify(script)}`)
  const rows = await rowsOf(bench, name)
  if (!rows.some((found) => found.migration_name === folders[0] && found.applied)) faults.push('the new migration is not applied')
  for (const old of before.filter((found) => found.applied))
    if (!rows.some((found) => found.migration_name === old.migration_name && found.checksum === old.checksum && found.applied))
      faults.push(`the row ${old.migration_name} is lost`)
  const status = await prisma(bench, at, ['migrate', 'status'])
  if (status.exit !== 0) faults.push(`migrate status exits ${status.exit} then: ${status.output}`)
  const ledger = ledgerOf(await tributaryStatus(bench, at), promise.at)
  if (ledger.deploys.length || ledger.failed.length) faults.push(`then pending ${ledger.deploys}, failed ${ledger.failed}`)
  if (ledger.edited.length && !promise.keepsEdit) faults.push(`then edited ${ledger.edited}`)
  return faults
}

async function keep(bench, title, promise, number) {
  const name = `promise_${bench.major}_${number}`
  const shadow = `${name}_shadow`
  const root = join(bench.folder, name)
  await bench.databases.make(name, ledgerSql({ rows: promise.rows, after: promise.tables ? Object.values(promise.main).join('\n') : '' }))
  await bench.databases.make(shadow)
  const { at } = build(bench, root, bench.databases.url(name), promise)
  const ledger = ledgerOf(await tributaryStatus(bench, at), promise.at)
  const lines = ledger.instead[promise.ask]
  // Where statements were committed one by one, a person has to look first: no line is right for all.
  const looks = bench.major >= 7 && /each (statement )?was committed by itself|; settle .* first/.test(ledger.forecast[promise.ask])
  if (!lines && looks) return []
  if (!lines) return [`the forecast names no command: ${ledger.forecast[promise.ask]}`]
  const faults = []
  if (promise.ask === 'dev') {
    const real = await realDev(bench, name, root, at)
    if (real.exit !== ledger.forecast_exit.dev) faults.push(`migrate dev exits ${real.exit}, forecast ${ledger.forecast_exit.dev}: ${real.output}`)
  }
  const before = promise.rows ? await rowsOf(bench, name) : []
  const schema = readFileSync(join(at, 'prisma/schema.prisma'), 'utf8')
  const done = await type(bench, at, lines, bench.databases.url(shadow))
  if (done.exit !== 0) return [...faults, `exit ${done.exit} of\n${lines.join('\n')}\n${done.stdout}${done.stderr}`]
  if (promise.ask === 'db_pull' && schema !== readFileSync(join(at, 'prisma/schema.prisma'), 'utf8')) faults.push('schema.prisma was written')
  if (promise.creates) return [...faults, ...(await created(bench, name, at, before, promise))]
  const then = ledgerOf(await tributaryStatus(bench, at), promise.at)
  if (!promise.after(then)) faults.push(`not reached by\n${lines.join('\n')}\n${JSON.stringify(then)}`)
  return faults
}

/** [[title, () => faults]...] for the runner. */
export const promised = (bench, only) =>
  Object.entries(promises)
    .filter(([title]) => title.includes(only))
    .map(([title, promise], number) => [title, () => keep(bench, title, promise, number)])
