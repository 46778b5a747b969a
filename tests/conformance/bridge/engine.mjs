// Prisma's schema engine, as published on npm for WebAssembly, behind the calls that the native process answers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Postgres, addressOf, driver, quoted } from './session.mjs'

/** An error that Prisma shows with a code. */
export class Known extends Error {
  constructor(code, message, meta = {}) {
    super(message)
    Object.assign(this, { code, meta })
  }
}

/** The engine of one major version, installed in `modules`. */
export class Engine {
  static async load(major, modules) {
    const dir = join(modules, 'node_modules/@prisma/schema-engine-wasm')
    const binding = await import(pathToFileURL(join(dir, 'schema_engine_bg.js')).href)
    const module = new WebAssembly.Module(readFileSync(join(dir, 'schema_engine_bg.wasm')))
    const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': binding })
    binding.__wbg_set_wasm(exports)
    exports.__wbindgen_start()
    return Object.assign(new Engine(), { major, binding, postgres: new Postgres(modules) })
  }

  /** Calls `use` with an engine connected to `url`; `schemas` are [path, text] pairs. One at a time: they share memory. */
  async connected(place, use) {
    const done = this.busy.then(() => this.alone(place, use))
    this.busy = done.catch(() => {})
    return await done
  }
  busy = Promise.resolve()

  async alone({ url, shadowUrl, schemas }, use) {
    let main
    const open = async () => (main = await this.postgres.session(url))
    const openShadow = () => this.postgres.shadow(url, shadowUrl)
    const options = { datamodels: schemas?.length ? schemas : undefined }
    const engine = await this.binding.SchemaEngine.new(options, () => {}, driver(open, openShadow, addressOf(url)))
    try {
      return await use(engine)
    } catch (error) {
      throw main?.failure?.error.severity ? failedScript(main.failure) : error
    } finally {
      engine.free()
      await main?.client.end().catch(() => {})
    }
  }

  /** The native engine's check before any command: P1001, P1003, and the schema it makes where there is none. */
  async check(url) {
    const address = addressOf(url)
    const at = `${address.host}:${address.port}`
    let client
    try {
      client = await this.postgres.client(address)
    } catch (error) {
      if (error.code === '3D000') throw new Known('P1003', `Database \`${address.database}\` does not exist`)
      if (error.code === '28P01')
        throw new Known('P1000', `Authentication failed against database server, the provided database credentials for \`${address.user}\` are not valid.`)
      if (error.severity) throw error
      throw new Known('P1001', `Can't reach database server at \`${at}\`\n\nPlease make sure your database server is running at \`${at}\`.`)
    }
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(address.schema ?? 'public')}`).finally(() => client.end())
  }

  async createDatabase(url) {
    const address = addressOf(url)
    const client = await this.postgres.client({ ...address, database: 'postgres', schema: undefined })
    await client.query(`CREATE DATABASE ${quoted(address.database)}`).finally(() => client.end())
    await this.check(url)
    return address.database
  }
}

/** The WebAssembly build leaves this message to its host. */
function failedScript({ error }) {
  const words = 'A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve'
  return new Known('P3018', `${words}\n\nDatabase error code: ${error.code}\n\nDatabase error:\n${error.severity}: ${error.message}\n`)
}
