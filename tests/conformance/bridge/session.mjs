// One PostgreSQL session in the shape that Prisma's schema engine asks of a driver: plain queries, scripts, transactions.
// Like the native engine's own connection: a single session (advisory locks belong to it), `?schema=x` as search_path and
// nothing without it, a migration's script as one simple query.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'

/** The parts of a Prisma URL. */
export function addressOf(text) {
  const url = new URL(text)
  const query = url.searchParams
  return {
    host: query.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost'),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password) || undefined,
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    schema: query.get('schema') ?? undefined,
    connectionTimeoutMillis: 5000,
  }
}

export const quoted = (name) => `"${name.replaceAll('"', '""')}"`

// The engine's numbers for column types (enum ColumnType of @prisma/driver-adapter-utils), by PostgreSQL's type oid.
const number = Number
const same = (text) => text
const instant = (text) => new Date(text.replace(' ', 'T').replace(/[+-]\d\d$/, '$&:00')).toISOString().replace('Z', '+00:00')
const scalar = {
  16: [5, (text) => text === 't'], 18: [6, same], 19: [7, same], 20: [1, same], 21: [0, number], 23: [0, number],
  25: [7, same], 26: [1, same], 114: [11, same], 700: [2, number], 701: [3, number], 1042: [7, same], 1043: [7, same],
  1082: [8, same], 1083: [9, same], 1114: [10, (text) => text.replace(' ', 'T') + '+00:00'], 1184: [10, instant],
  1700: [4, same], 2950: [15, same], 3802: [11, same],
}
// oid of an array: oid of its elements. The engine's number for an array is its elements' plus 64, text's for a char's.
const elements = { 1002: 18, 1003: 19, 1005: 21, 1007: 23, 1009: 25, 1014: 1042, 1015: 1043, 1016: 20, 1028: 26 }

function columnOf(oid, parseArray) {
  if (oid === 22) return [64, (text) => text.split(' ').map(number)]  // int2vector
  if (elements[oid]) {
    const [type, read] = scalar[elements[oid]]
    return [type + 64, (text) => parseArray(text, read)]
  }
  return scalar[oid] ?? [7, same]
}

/** What the engine is told of an error: it looks for "no such table" by kind, and hands the rest on. */
function reported(error, address) {
  const cause = { originalCode: error.code, originalMessage: error.message }
  if (['ECONNREFUSED', 'ENOENT', 'ENOTFOUND'].includes(error.code))
    return { ...cause, kind: 'DatabaseNotReachable', host: address.host, port: address.port }
  if (!error.severity) return undefined
  const subject = /"([^"]*)"/.exec(error.message)?.[1]
  if (error.code === '42P01') return { ...cause, kind: 'TableDoesNotExist', table: subject }
  if (error.code === '42703') return { ...cause, kind: 'ColumnNotFound', column: subject }
  if (error.code === '3D000') return { ...cause, kind: 'DatabaseDoesNotExist', db: address.database }
  const { code, severity, message, detail, hint, column } = error
  return { ...cause, kind: 'postgres', code, severity, message, detail, hint, column }
}

/** Clients of the `pg` package installed in `modules`. */
export class Postgres {
  constructor(modules) {
    const require = createRequire(join(modules, 'package.json'))
    this.pg = require('pg')
    this.parseArray = require('postgres-array').parse
  }

  async client(address) {
    const { schema, ...options } = address
    const client = new this.pg.Client(options)
    client.on('error', () => {})
    await client.connect()
    if (schema !== undefined) await client.query(`SET search_path = ${quoted(schema)}`)
    return client
  }

  async session(url) {
    const address = addressOf(url)
    return new Session(await this.client(address), address, this.parseArray)
  }

  /** The shadow database: the configured one, emptied, or one that lives as long as the session. */
  async shadow(url, shadowUrl) {
    if (shadowUrl) {
      const session = await this.session(shadowUrl)
      const schema = quoted(session.address.schema ?? 'public')
      await session.client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`)
      return session
    }
    const address = addressOf(url)
    const name = `prisma_migrate_shadow_db_${randomUUID()}`
    const owner = await this.client({ ...address, schema: undefined })
    await owner.query(`CREATE DATABASE ${quoted(name)}`)
    const client = await this.client({ ...address, database: name })
    if (address.schema) await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(address.schema)}`)
    const session = new Session(client, { ...address, database: name }, this.parseArray)
    session.afterwards = async () => {
      await owner.query(`DROP DATABASE ${quoted(name)} WITH (FORCE)`)
      await owner.end()
    }
    return session
  }
}

class Session {
  constructor(client, address, parseArray) {
    Object.assign(this, { client, address, parseArray })
  }

  async rows({ sql, args }) {
    const values = args.map((value) => (value instanceof Date ? value.toISOString() : value))
    return await this.client.query({ text: sql, values, rowMode: 'array', types: { getTypeParser: () => same } })
  }

  async queryRaw(query) {
    const { fields, rows } = await this.rows(query)
    const columns = fields.map((field) => columnOf(field.dataTypeID, this.parseArray))
    const cell = (value, i) => (value === null ? null : columns[i][1](value))
    return {
      columnNames: fields.map((field) => field.name),
      columnTypes: columns.map(([type]) => type),
      rows: rows.map((row) => row.map(cell)),
    }
  }
  async executeRaw(query) {
    return (await this.rows(query)).rowCount ?? 0
  }
  async executeScript(script) {
    try {
      await this.client.query(script)
    } catch (error) {
      this.failure = { error, script }
      throw error
    }
  }
  async dispose() {
    await this.client.end()
    await this.afterwards?.()
  }
}

// The engine takes results as values: {ok, value} or {ok, error}.
const success = (value) => ({ ok: true, value })
const failure = (error) => ({ ok: false, error })

/** What the engine is constructed with: makes sessions of `open()` and `openShadow()` and keeps foreign errors. */
export function driver(open, openShadow, address) {
  const errors = []
  const errorRegistry = { consumeError: (id) => errors[id] }
  const told = (action) => async (...args) => {
    try {
      return success(await action(...args))
    } catch (error) {
      return failure(reported(error, address) ?? { kind: 'GenericJs', id: errors.push({ error }) - 1 })
    }
  }
  const identity = { provider: 'postgres', adapterName: '@prisma/adapter-pg', errorRegistry }
  const statements = (session) => ({
    queryRaw: told((query) => session.queryRaw(query)),
    executeRaw: told((query) => session.executeRaw(query)),
  })
  const bound = (session) => ({
    ...identity,
    ...statements(session),
    executeScript: told((script) => session.executeScript(script)),
    dispose: told(() => session.dispose()),
    getConnectionInfo: () => success({ schemaName: session.address.schema, supportsRelationJoins: true }),
    startTransaction: told(async () => {
      await session.client.query('BEGIN')
      // The engine ends a transaction by statements of its own ("phantom queries" are those a driver would not send).
      const ended = told(async () => {})
      return { ...identity, ...statements(session), options: { usePhantomQuery: true }, commit: ended, rollback: ended }
    }),
  })
  return {
    ...identity,
    connect: told(async () => bound(await open())),
    connectToShadowDb: told(async () => bound(await openShadow())),
  }
}
