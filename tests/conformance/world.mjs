// Turns a state into a repository in a folder and a database on our server, and runs commands there.
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { quoted } from './bridge/session.mjs'

export const here = import.meta.dirname
const run = promisify(execFile)

/** Runs a program; its exit status is an answer, not an error. */
export async function command(program, args, options) {
  const limits = { maxBuffer: 64 << 20, timeout: 120000, ...options }
  try {
    const { stdout, stderr } = await run(program, args, limits)
    return { exit: 0, stdout, stderr }
  } catch (error) {
    if (error.killed) throw new Error(`${program} ${args.join(' ')}: no end after ${limits.timeout / 1000} s\n${error.stdout}${error.stderr}`)
    if (typeof error.code !== 'number') throw error
    return { exit: error.code, stdout: error.stdout, stderr: error.stderr }
  }
}

/** Nothing of the user's own settings reaches git, Prisma or the tool. */
export function environment(more = {}) {
  const { PATH, LANG = 'C.UTF-8' } = process.env
  return {
    PATH, LANG, HOME: '/nonexistent', NO_COLOR: '1', TZ: 'UTC', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.org',
    GIT_AUTHOR_DATE: '2024-06-01T00:00:00Z', GIT_COMMITTER_DATE: '2024-06-01T00:00:00Z', ...more,
  }
}

/** Variables with which the installed Prisma runs here: our bridge for its engine, no questions, no news. */
export const prismaVariables = (major, port) => ({
  PRISMA_SCHEMA_ENGINE_BINARY: join(here, 'bridge/schema-engine.mjs'), TRIBUTARY_ENGINE_PORT: String(port), TRIBUTARY_ENGINE_MAJOR: String(major),
  PRISMA_QUERY_ENGINE_LIBRARY: '/dev/null', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
  PRISMA_MIGRATE_SKIP_GENERATE: '1', CI: '',
})

export function git(dir, ...args) {
  const done = spawnSync('git', ['-C', dir, '-c', 'init.defaultBranch=main', ...args], { env: environment(), encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`)
  return done.stdout
}

function writeScript(dir, script) {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'migration.sql')
  if (typeof script === 'string' || Buffer.isBuffer(script)) return writeFileSync(file, script)
  if (script.none) return
  if (script.folder) return mkdirSync(file)
  writeFileSync(join(dir, 'elsewhere.sql'), script.link)
  symlinkSync('elsewhere.sql', file)
}

const model = (name, more = '') => `model ${name} {\n  id Int @id @default(autoincrement())\n${more}}\n`
export const models = { User: model('User', '  name String\n'), Post: model('Post'), Tag: model('Tag'), Note: model('Note', '  text String\n') }

export function schemaText(major, { provider = 'postgresql', schemas, names = ['User', 'Post'] } = {}) {
  const lines = [`  provider = "${provider}"`]
  if (major < 7) lines.push('  url = env("DATABASE_URL")')
  if (schemas) lines.push(`  schemas = ${JSON.stringify(schemas)}`)
  const tables = names.map((name) => (schemas ? models[name].replace(/}\n$/, '\n  @@schema("public")\n}\n') : models[name]))
  const preview = schemas && major < 7 ? 'generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["multiSchema"]\n}\n\n' : ''
  return `${preview}datasource db {\n${lines.join('\n')}\n}\n\n${tables.join('\n')}`
}

const config = `import 'dotenv/config'
import { defineConfig } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL },
})
`

export function writeMigrations(dir, folder, lock = 'provider = "postgresql"\n') {
  mkdirSync(join(dir, 'prisma'), { recursive: true })
  if (!folder) return
  mkdirSync(join(dir, 'prisma/migrations'), { recursive: true })
  if (lock !== null) writeFileSync(join(dir, 'prisma/migrations/migration_lock.toml'), lock)
  for (const [name, script] of Object.entries(folder)) writeScript(join(dir, 'prisma/migrations', name), script)
}

/** What is not migrations: package.json, the installed Prisma, schema, config, .env. */
export function writeProject(dir, major, modules, url, options) {
  const installed = JSON.parse(readFileSync(join(modules, 'package.json'), 'utf8')).dependencies.prisma
  mkdirSync(join(dir, 'prisma'), { recursive: true })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'app', devDependencies: { prisma: installed } }))
  writeFileSync(join(dir, '.gitignore'), 'node_modules\n.env\n')
  writeFileSync(join(dir, '.env'), `DATABASE_URL="${url}"\n`)
  writeFileSync(join(dir, 'prisma/schema.prisma'), schemaText(major, options))
  if (major >= 7) writeFileSync(join(dir, 'prisma.config.ts'), config)
  symlinkSync(join(modules, 'node_modules'), join(dir, 'node_modules'))
}

export function commitAll(dir, message = 'A state') {
  git(dir, 'init', '-q')
  git(dir, 'add', '-A')
  git(dir, 'commit', '-q', '--allow-empty', '-m', message)
}

const table = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);`
const text = (value) => (value === undefined || value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`)

/** The SQL that makes a state's ledger and tables. Each row's script runs if it was applied for good. */
export function ledgerSql({ rows, before = '', after = '' }) {
  const at = (i, seconds) => `'2024-06-01 10:${String(i).padStart(2, '0')}:0${seconds}Z'`
  const insert = ({ name, checksum, finished = true, rolledBack, steps = finished ? 1 : 0, logs }, i) =>
    `INSERT INTO _prisma_migrations VALUES (gen_random_uuid(), ${text(checksum)}, ${finished ? at(i, 1) : 'NULL'}, ${text(name)}, ` +
    `${text(logs)}, ${rolledBack ? at(i, 2) : 'NULL'}, ${at(i, 0)}, ${steps});`
  const runs = (rows ?? []).filter(({ finished = true, rolledBack }) => finished && !rolledBack).map(({ script }) => script.replace('\ufeff', ''))
  return [before && before + ';', rows && table, ...runs, ...(rows ?? []).map(insert), after].filter(Boolean).join('\n')
}

/** Databases on the private server. Names are ours; every one is made here and gone with the server. */
export class Databases {
  constructor(postgres, server) {
    Object.assign(this, { postgres, server })
  }
  url(name) {
    return `${this.server}/${name}`
  }
  address(name) {
    const { hostname, port } = new URL(this.server)
    return { host: hostname, port: Number(port), user: 'postgres', database: name }
  }
  async sql(name, script) {
    const client = await this.postgres.client(this.address(name))
    try {
      return await client.query(script)
    } finally {
      await client.end()
    }
  }
  async make(name, script = '') {
    await this.sql('postgres', `CREATE DATABASE ${quoted(name)} TEMPLATE template0`)
    if (script) await this.sql(name, script)
  }
  async copy(from, to) {
    await this.sql('postgres', `CREATE DATABASE ${quoted(to)} TEMPLATE ${quoted(from)}`)
    const settings = await this.sql('postgres', `SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = ${text(from)})`)
    for (const setting of settings.rows.flatMap((found) => found.setconfig)) {
      const [name, value] = setting.split('=')
      await this.sql('postgres', `ALTER DATABASE ${quoted(to)} SET ${name} = ${value}`)
    }
  }
  async drop(name) {
    await this.sql('postgres', `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`)
  }
}
