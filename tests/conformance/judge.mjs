// Holds one state before Prisma and before the tool and names what differs.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command, commitAll, environment, ledgerSql, prismaVariables, writeMigrations, writeProject } from './world.mjs'

const categories = { databaseIsBehind: 'behind', migrationsDirectoryIsBehind: 'folder-behind', historiesDiverge: 'diverged' }
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right)
const names = (list) => [...new Set(list)].sort()

/** The engine's answer in the words of our JSON. */
function fromPrisma({ result, error }, exit, output) {
  if (error) return { exit, error: error.error_code ?? null }
  if (!result) return { exit, error: /\bP\d{4}\b/.exec(output)?.[0] ?? null }
  const { history } = result
  const state = history ? categories[history.diagnostic] : result.hasMigrationsTable ? 'in-sync' : 'no-table'
  return {
    exit, error: null, state,
    unapplied: history?.unappliedMigrationNames ?? [],
    missing: names(history?.unpersistedMigrationNames ?? []),
    edited: names(result.editedMigrationNames), failed: names(result.failedMigrationNames),
    last_common: history?.lastCommonMigrationName ?? null,
  }
}

function fromTool(ledger) {
  const { prisma_error, state } = ledger
  const exit = ledger.prisma_status_exit
  if (prisma_error) return { exit, error: /^P\d{4}/.exec(prisma_error)?.[0] ?? null }
  if (['denied', 'unreachable'].includes(state)) return { exit, error: null }
  return {
    exit, error: null, state, unapplied: ledger.unapplied, missing: names(ledger.missing.map((row) => row.migration)),
    edited: names(ledger.edited), failed: names(ledger.failed),
    last_common: state === 'diverged' ? ledger.last_common : null,
  }
}

const differences = (prisma, tool) =>
  [...new Set([...Object.keys(prisma), ...Object.keys(tool)])]
    .filter((key) => !same(prisma[key] ?? null, tool[key] ?? null))
    .map((key) => `${key}: Prisma ${JSON.stringify(prisma[key] ?? null)}, tributary ${JSON.stringify(tool[key] ?? null)}`)

/** The CLI's run of one command in `dir`, and what it asked of the engine. */
export async function prisma(bench, dir, args) {
  const trace = join(dir, '..', 'trace.jsonl')
  rmSync(trace, { force: true })
  const variables = { ...prismaVariables(bench.major, bench.port), TRIBUTARY_ENGINE_TRACE: trace }
  const done = await command('node', [join(bench.modules, 'node_modules/prisma/build/index.js'), ...args], { cwd: dir, env: environment(variables) })
  const calls = existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : []
  return { ...done, output: done.stdout + done.stderr, calls }
}

export async function tributaryStatus(bench, dir) {
  const done = await command(bench.tributary, ['--repo', dir, '--format', 'json', '--no-cache', 'status'], { env: environment({ CI: '' }) })
  if (done.exit !== 0) throw new Error(`tributary status: exit ${done.exit}: ${done.stdout}${done.stderr}`)
  return JSON.parse(done.stdout)
}

export function ledgerOf(answer, source) {
  const ledgers = answer.databases.flatMap((database) => database.ledgers)
  const found = source ? ledgers.find((ledger) => ledger.source === source) : ledgers[0]
  if (!found) throw new Error(`tributary status: no ledger${source ? ' for ' + source : ''}`)
  return found
}

/** What the engine does with the CLI's own list of migrations, on a copy of the database. */
async function onCopy(bench, name, purpose, use) {
  const copy = `${name}_${purpose}`
  await bench.databases.copy(name, copy)
  try {
    return await use(bench.databases.url(copy))
  } finally {
    await bench.databases.drop(copy)
  }
}

async function deploys(bench, name, state, asked, ledger) {
  const promised = ledger.forecast_exit.deploy
  return await onCopy(bench, name, 'deploy', async (url) => {
    const done = await engineCall(bench, url + (state.query ?? ''), asked, 'applyMigrations')
    const faults = []
    const exit = done.error ? 1 : 0
    if (promised !== null && promised !== exit) faults.push(`deploy: Prisma exits ${exit} (${done.error?.code ?? 'ok'}), forecast ${promised}`)
    if (!done.error && !same(done.result.appliedMigrationNames, ledger.deploys))
      faults.push(`deploy: Prisma applies ${JSON.stringify(done.result.appliedMigrationNames)}, tributary says ${JSON.stringify(ledger.deploys)}`)
    const code = done.error && /P\d{4}/.exec(ledger.forecast.deploy)?.[0]
    if (code && done.error.code !== code) faults.push(`deploy: Prisma stops with ${done.error.code}, forecast ${code}`)
    return faults
  })
}

async function develops(bench, name, state, asked, ledger) {
  const promised = ledger.forecast_exit.dev
  return await onCopy(bench, name, 'dev', async (url) => {
    const done = await engineCall(bench, url + (state.query ?? ''), asked, 'devDiagnostic')
    const exit = done.error ? 1 : done.result.action.tag === 'reset' ? 130 : 0
    if (promised === null ? exit !== 130 || state.drifted : promised === exit) return []
    return [`dev: Prisma exits ${exit} (${done.error?.message ?? JSON.stringify(done.result)}), forecast ${promised}`]
  })
}

async function engineCall(bench, url, { migrationsList, filters, schemas }, method) {
  try {
    return { result: await bench.engine.connected({ url, schemas }, (engine) => engine[method]({ migrationsList, filters })) }
  } catch (error) {
    return { error }
  }
}

/** Of a ledger that is not read: the reason, and no forecast. */
function saidOfWhatWasNotRead({ databases: [database] }, reason) {
  const faults = []
  if (database.state !== 'not-read' || !reason.test(database.error)) faults.push(`not read: tributary says ${database.state}, ${database.error}`)
  const promised = Object.entries(database.ledgers[0].forecast_exit).filter(([, exit]) => exit !== null)
  if (promised.length > 0) faults.push(`not read, but promised: ${JSON.stringify(promised)}`)
  return faults
}

/** Compares one state; [fault...]. */
export async function judge(bench, title, state, number) {
  const name = `state_${bench.major}_${number}`
  const root = join(bench.folder, name)
  const dir = join(root, 'repo')
  mkdirSync(dir, { recursive: true })
  const url = state.url ? state.url(bench.databases.server).replace('NAME', name) : bench.databases.url(name) + (state.query ?? '')
  await bench.databases.make(name, ledgerSql(state))
  writeMigrations(dir, state.folder, state.lock)
  writeProject(dir, bench.major, bench.modules, url, state)
  state.place?.(join(dir, 'prisma'))
  commitAll(dir)

  const answer = await tributaryStatus(bench, dir)
  const ledger = ledgerOf(answer)
  const status = await prisma(bench, dir, ['migrate', 'status'])
  const diagnosis = status.calls.find((call) => call.method === 'diagnoseMigrationHistory') ?? {}
  const told = fromPrisma(diagnosis, status.exit, status.output)
  const faults = state.unread ? saidOfWhatWasNotRead(answer, state.unread) : differences(told, fromTool(ledger))
  if (diagnosis.params && !state.url) {
    const { migrationsList, filters } = diagnosis.params
    const schemas = [[join(dir, 'prisma/schema.prisma'), readFileSync(join(dir, 'prisma/schema.prisma'), 'utf8')]]
    const asked = { migrationsList, filters, schemas }
    faults.push(...(await deploys(bench, name, state, asked, ledger)), ...(await develops(bench, name, state, asked, ledger)))
  }
  if (!bench.keep) {
    await bench.databases.drop(name)
    rmSync(root, { recursive: true, force: true })
  }
  return { told, faults, compared: diagnosis.params && !state.url ? 3 : 1 }
}
