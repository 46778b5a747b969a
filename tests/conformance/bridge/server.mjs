// Answers for the native `schema-engine` process: the Prisma CLI starts ./schema-engine.mjs, which only passes its arguments,
// environment and streams on to this server, so that one loaded engine serves every run of the CLI.
import { appendFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

const rendered = (error) =>
  /^P\d{4}$/.test(error?.code ?? '')
    ? { is_panic: false, message: error.message, meta: error.meta ?? {}, error_code: error.code }
    : { is_panic: false, message: error?.message ?? String(error), backtrace: null }

/** A run of `schema-engine`: what it was started with. */
class Run {
  constructor(header) {
    Object.assign(this, header)  // major, folder, args, env
  }
  values(...names) {
    return this.args.flatMap((arg, i) => (names.includes(arg) ? [this.args[i + 1]] : []))
  }
  schemas() {
    return this.values('-d', '--datamodels').map((file) => [file, readFileSync(resolve(this.folder, file), 'utf8')])
  }
  /** URLs from `--datasource` (JSON, or the URL itself), else from the schema's datasource block. */
  datasource(schemas = this.schemas()) {
    const [given] = this.values('--datasource')
    if (given?.startsWith('{')) return JSON.parse(given)
    if (given) return { url: given }
    for (const [, text] of schemas) {
      const block = /^\s*datasource\s+\w+\s*\{([^}]*)\}/m.exec(text)?.[1]
      if (block) return { url: this.setting(block, 'directUrl') ?? this.setting(block, 'url'), shadowDatabaseUrl: this.setting(block, 'shadowDatabaseUrl') }
    }
    return {}
  }
  setting(block, key) {
    const found = new RegExp(`^\\s*${key}\\s*=\\s*(?:env\\("([^"]*)"\\)|"([^"]*)")`, 'm').exec(block)
    return found && (found[2] ?? this.env[found[1]])
  }
}

/** `schema-engine cli can-connect-to-database` and its kin: an exit status and a line of log. */
async function once(run, engine) {
  const command = run.args.at(-1)
  const { url } = run.datasource()
  const log = (level, target, fields) => JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target })
  const start = log('INFO', 'schema_engine', { message: 'Starting schema engine CLI' })  // the CLI skips the first line
  try {
    if (command === 'can-connect-to-database') await engine.check(url)
    else if (command === 'create-database') await engine.createDatabase(url)
    else throw new Error(`the bridge does not know the command ${command}`)
    return `0\n${start}\n${log('INFO', 'schema_engine::commands', { message: 'done' })}`
  } catch (error) {
    const { is_panic, message, error_code = '' } = rendered(error)
    return `1\n${start}\n${log('ERROR', 'schema_engine::logger', { is_panic, message, error_code })}`
  }
}

/** What the native engine refuses and the WebAssembly build does not. */
function refuseWithoutShadow(run, shadow) {
  if (shadow) return
  throw new Error(
    run.major >= 7
      ? "You must set `datasource.shadowDatabaseUrl` in your `prisma.config.ts` if you want to diff a migrations directory."
      : 'You must pass the --shadow-database-url if you want to diff a migrations directory.')
}

async function diff(run, engine, params, ask) {
  const ends = [params.from, params.to]
  const source = run.datasource()
  const shadowUrl = params.shadowDatabaseUrl ?? source.shadowDatabaseUrl
  if (ends.some((end) => end.tag === 'migrations')) refuseWithoutShadow(run, shadowUrl)
  // Both ends may need no live database; the engine wants a connection all the same.
  const place = { url: source.url ?? shadowUrl, shadowUrl, schemas: run.schemas() }
  const result = await engine.connected(place, (connection) => connection.diff({ ...params, shadowDatabaseUrl: shadowUrl ?? null }))
  if (result.stdout) await ask('print', { content: result.stdout.replace(/\n$/, '') })
  return { ...result, stdout: null }
}

async function answer(run, engine, method, params, ask) {
  if (method === 'diff') return await diff(run, engine, params, ask)
  const schemas = run.schemas()
  const source = run.datasource(schemas)
  if (method === 'createDatabase') return { databaseName: await engine.createDatabase(params.datasource.url ?? source.url) }
  const place = { url: source.url, shadowUrl: source.shadowDatabaseUrl, schemas }
  if (!place.url) throw new Error('The bridge found no URL.')
  const called = { getDatabaseVersion: 'version' }[method] ?? method
  return await engine.connected(place, async (connection) => {
    if (typeof connection[called] !== 'function') throw new Error(`the bridge does not know the method ${method}`)
    return (await connection[called](params)) ?? {}
  })
}

/** JSON-RPC, a line each way; a call of ours (`print`) is answered by the client before the result of its own. */
function serve(run, engine, socket, rest) {
  const send = (message) => socket.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
  const waiting = new Map()
  let asked = 0
  const ask = (method, params) => new Promise((done) => { waiting.set(++asked, done); send({ id: asked, method, params }) })
  const note = (entry) => run.env.TRIBUTARY_ENGINE_TRACE && appendFileSync(run.env.TRIBUTARY_ENGINE_TRACE, JSON.stringify(entry) + '\n')
  const take = async ({ id, method, params }) => {
    try {
      const result = await answer(run, engine, method, params, ask)
      note({ method, params, result })
      send({ id, result })
    } catch (error) {
      note({ method, params, error: rendered(error) })
      send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data: rendered(error) } })
    }
  }
  const line = (text) => {
    const message = JSON.parse(text)
    if (message.method) void take(message)
    else { waiting.get(message.id)?.(message.result); waiting.delete(message.id) }
  }
  let buffer = ''
  const feed = (text) => {
    buffer += text
    for (let end; (end = buffer.indexOf('\n')) >= 0; buffer = buffer.slice(end + 1)) if (end) line(buffer.slice(0, end))
  }
  feed(rest)
  socket.on('data', feed)
}

/** Listens on a free port of this machine, with `engines` by major version. */
export async function listen(engines) {
  const server = createServer((socket) => {
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    let text = ''
    socket.on('data', function header(chunk) {
      text += chunk
      const end = text.indexOf('\n')
      if (end < 0) return
      socket.off('data', header)
      const run = new Run(JSON.parse(text.slice(0, end)))
      const engine = engines[run.major]
      if (run.args.includes('cli')) void once(run, engine).then((reply) => socket.end(reply))
      else serve(run, engine, socket, text.slice(end + 1))
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { port: server.address().port, close: () => server.close() }
}
