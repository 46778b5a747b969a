// The constructed states: what the folder holds, what the ledger holds, and what else the database is like.
//
//   folder    {name: script}; a script is text, bytes, or an object for what is not a plain file: {link}, {folder}, {none}
//   rows      what _prisma_migrations holds, in the order of started_at; null: there is no such table
//   lock      migration_lock.toml; null: no such file
//   before, after   SQL before the rows' own scripts and after the rows
//   query     appended to the URL; schema, provider: parts of schema.prisma; url: another URL altogether
//   place(dir)      whatever else is done to the folder prisma/
//   drifted   the tables are not what the applied scripts make, so that `migrate dev` has a reason of its own
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const init = '20240101000000_init'
const post = '20240201000000_add_post'
const tag = '20240301000000_add_tag'
const hotfix = '20240215000000_hotfix'
export const scripts = {
  [init]: '-- CreateTable\nCREATE TABLE "User" (\n    "id" SERIAL NOT NULL,\n    "name" TEXT NOT NULL,\n\n    CONSTRAINT "User_pkey" PRIMARY KEY ("id")\n);\n',
  [post]: '-- CreateTable\nCREATE TABLE "Post" (\n    "id" SERIAL NOT NULL,\n\n    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")\n);\n',
  [tag]: '-- CreateTable\nCREATE TABLE "Tag" (\n    "id" SERIAL NOT NULL,\n\n    CONSTRAINT "Tag_pkey" PRIMARY KEY ("id")\n);\n',
  [hotfix]: 'ALTER TABLE "User" ADD COLUMN "hot" INTEGER;\n',
}

export const sum = (script) => createHash('sha256').update(script).digest('hex')
const pick = (...names) => Object.fromEntries(names.map((name) => [name, scripts[name]]))
const crlf = (text) => text.replaceAll('\n', '\r\n')

/** A row of the ledger; `script` is what was applied, and is run against the database unless the row did not finish. */
const row = (name, { script = scripts[name] ?? '', checksum = sum(script), ...rest } = {}) => ({ name, script, checksum, ...rest })
const failed = (name, more) => row(name, { finished: false, ...more })
const rolledBack = (name, more) => row(name, { finished: false, rolledBack: true, ...more })
const applied = (...names) => names.map((name) => row(name))

const both = pick(init, post)
const withLock = (lock) => ({ folder: both, rows: applied(init, post), lock })
const checksumOf = (script, checksum, more) => ({
  folder: { [init]: scripts[init], [post]: script },
  rows: [row(init), row(post, { script: scripts[post], checksum })],
  ...more,
})

/** A script of nothing but a comment whose checksum has a byte below 16, so that Prisma's old unpadded form differs. */
const unpadded = (script) => [...createHash('sha256').update(script).digest()].map((byte) => byte.toString(16)).join('')

export const states = {
  // lists and categories
  'in sync': { folder: both, rows: applied(init, post) },
  'one pending': { folder: both, rows: applied(init) },
  'two pending': { folder: pick(init, post, tag), rows: applied(init) },
  'an older one pending': { folder: pick(init, post, tag), rows: applied(init, tag) },
  'applied in another order than the folder': { folder: pick(init, post, tag), rows: applied(init, tag, post) },
  'folder behind': { folder: pick(init), rows: applied(init, post) },
  'folder behind by two': { folder: pick(init), rows: applied(init, post, tag) },
  'folder empty, ledger not': { folder: {}, rows: applied(init, post) },
  'a row twice, its folder gone': { folder: pick(init), rows: [row(init), row(post), row(post, { script: '', checksum: sum(scripts[post]) })] },
  diverged: { folder: both, rows: applied(init, hotfix) },
  'diverged without a common migration': { folder: pick(post), rows: applied(init) },
  'diverged in the middle': { folder: pick(init, post, tag), rows: applied(init, hotfix, tag) },
  'diverged, the first one pending': { folder: pick(init, post, tag), rows: applied(post, tag).concat(row('20231231000000_other', { script: 'SELECT 1;' })) },

  // no table, empty table
  'empty database': { folder: both, rows: null },
  'empty database, empty folder': { folder: {}, rows: null },
  'no folder at all': { folder: null, rows: null },
  'tables without a ledger': { folder: both, rows: null, after: scripts[init], drifted: true },
  'a view without a ledger': { folder: both, rows: null, after: 'CREATE VIEW v AS SELECT 1 AS x', drifted: false },
  'tables of another schema without a ledger': { folder: both, rows: null, after: 'CREATE SCHEMA o; CREATE TABLE o.t (a int)' },
  'empty ledger': { folder: both, rows: [] },
  'empty ledger, empty folder': { folder: {}, rows: [] },

  // checksums
  edited: checksumOf(scripts[post] + '-- later\n', sum(scripts[post])),
  'CRLF here, LF applied': checksumOf(crlf(scripts[post]), sum(scripts[post])),
  'LF here, CRLF applied': checksumOf(scripts[post], sum(crlf(scripts[post]))),
  'mixed line ends here, LF applied': checksumOf(scripts[post].replace('\n', '\r\n'), sum(scripts[post])),
  'mixed line ends here, CRLF applied': checksumOf(scripts[post].replace('\n', '\r\n'), sum(crlf(scripts[post]))),
  'a lone carriage return': checksumOf(scripts[post] + '\r', sum(scripts[post])),
  'a BOM here and applied': checksumOf('\ufeff' + scripts[post], sum('\ufeff' + scripts[post])),
  'a BOM added': checksumOf('\ufeff' + scripts[post], sum(scripts[post])),
  'a line end added': checksumOf(scripts[post] + '\n', sum(scripts[post])),
  'an empty checksum': checksumOf(scripts[post], ''),
  'an upper-case checksum': checksumOf(scripts[post], sum(scripts[post]).toUpperCase()),
  'an unpadded checksum': checksumOf(scripts[post], unpadded(scripts[post])),
  'another unpadded checksum': checksumOf(scripts[post] + '--', unpadded(scripts[post])),
  'an empty script': { folder: { [init]: '' }, rows: [row(init, { script: '' })] },
  'invalid UTF-8, checksum of the bytes': {
    folder: { [init]: Buffer.from('-- caf\xe9\n', 'latin1') }, rows: [row(init, { script: '', checksum: sum(Buffer.from('-- caf\xe9\n', 'latin1')) })] },
  'invalid UTF-8, checksum of the decoded text': {
    folder: { [init]: Buffer.from('-- caf\xe9\n', 'latin1') }, rows: [row(init, { script: '', checksum: sum('-- caf\ufffd\n') })] },

  // attempts
  failed: { folder: both, rows: [row(init), failed(post)] },
  'failed, not in the folder': { folder: pick(init), rows: [row(init), failed(post)] },
  'failed and another pending': { folder: pick(init, post, tag), rows: [row(init), failed(post)] },
  'two failed': { folder: pick(init, post, tag), rows: [row(init), failed(post), failed(tag)] },
  'failed twice': { folder: both, rows: [row(init), failed(post), failed(post)] },
  'failed, then edited': { folder: { ...both, [post]: scripts[post] + '-- fixed\n' }, rows: [row(init), failed(post)] },
  'failed and diverged': { folder: both, rows: [row(init), failed(tag)] },
  'rolled back': { folder: both, rows: [row(init), rolledBack(post)] },
  'rolled back, not in the folder': { folder: pick(init), rows: [row(init), rolledBack(post)] },
  'rolled back, then applied': { folder: both, rows: [row(init), rolledBack(post), row(post)] },
  'rolled back, edited, then applied': {
    folder: { ...both, [post]: scripts[post] + '-- fixed\n' },
    rows: [row(init), rolledBack(post), row(post, { script: scripts[post] + '-- fixed\n' })] },
  'applied, then rolled back by hand': { folder: both, rows: [row(init), row(post, { rolledBack: true, script: '', checksum: sum(scripts[post]) })] },
  'retried, its folder gone': { folder: pick(init), rows: [row(init), rolledBack(post), row(post)] },
  'rolled back and another pending': { folder: pick(init, post, tag), rows: [row(init), rolledBack(post)] },
  'marked as applied': { folder: both, rows: [row(init), row(post, { steps: 0, logs: '' })] },

  // migration_lock.toml
  'no lock file': withLock(null),
  'lock file of another provider': withLock('provider = "mysql"\n'),
  'empty lock file': withLock(''),
  'lock file with CRLF': withLock('# a comment\r\nprovider = "postgresql"\r\n'),
  'lock file without blanks': withLock('provider="postgresql"\n'),
  'lock file with single quotes': withLock("provider = 'postgresql'\n"),
  'lock file with the alias': withLock('provider = "postgres"\n'),
  'lock file, indented': withLock('  provider = "postgresql"\n'),
  'lock file, trailing blank': withLock('provider = "postgresql" \n'),
  'lock file with two providers': withLock('provider = "postgresql"\nprovider = "mysql"\n'),
  'lock file without quotes': withLock('provider = postgresql\n'),
  'the alias in the schema': { folder: both, rows: applied(init, post), provider: 'postgres' },

  // what is a migration, and in which order
  'a folder without a script': { folder: { ...both, [tag]: { none: true } }, rows: applied(init, post) },
  'a folder without a script, applied': { folder: { [init]: scripts[init], [post]: { none: true } }, rows: applied(init, post) },
  'a script that is a folder': { folder: { [init]: scripts[init], [post]: { folder: true } }, rows: applied(init) },
  'a script in upper case': {
    folder: both, rows: applied(init), place: (dir) => renameSync(join(dir, 'migrations', post, 'migration.sql'), join(dir, 'migrations', post, 'MIGRATION.SQL')) },
  'loose files': {
    folder: both, rows: applied(init, post), place: (dir) => writeFileSync(join(dir, 'migrations/20240401000000_loose.sql'), 'SELECT 1;') },
  'a hidden folder': { folder: { ...both, '.idea': { none: true } }, rows: applied(init, post) },
  'a folder without a stamp': { folder: { ...both, meta: 'SELECT 1;\n' }, rows: applied(init, post) },
  'a link to a folder': {
    folder: both, rows: applied(init, post), place: (dir) => { mkdirSync(join(dir, 'other')); symlinkSync('../other', join(dir, 'migrations', tag)) } },
  'a link to a script': { folder: { [init]: scripts[init], [post]: { link: scripts[post] } }, rows: applied(init, post) },
  'names in an order that is not that of bytes': {
    folder: { '10_b': 'SELECT 1;\n', '1_a': 'SELECT 1;\n', '2-x': 'SELECT 1;\n', '2_x': 'SELECT 1;\n', A: 'SELECT 1;\n', a: 'SELECT 1;\n', B: 'SELECT 1;\n', '_z': 'SELECT 1;\n' }, rows: [] },
  'the common migration depends on the order': {
    folder: { '10_b': 'SELECT 1;\n', '1_a': 'SELECT 1;\n' }, rows: [row('1_a', { script: 'SELECT 1;\n' }), row('0_gone', { script: 'SELECT 1;\n' })] },
  'migrations is a file': { folder: null, rows: [], place: (dir) => writeFileSync(join(dir, 'migrations'), '') },
  'a name of 200 letters': { folder: { ...both, ['20240401000000_' + 'x'.repeat(200)]: 'SELECT 1;\n' }, rows: applied(init, post) },

  // where the ledger is
  'the schema of the URL': { folder: both, rows: applied(init, post), query: '?schema=app', before: 'CREATE SCHEMA app; SET search_path = app' },
  'the ledger in another schema': { folder: both, rows: applied(init, post), query: '?schema=app', drifted: true },
  'a schema with a blank': { folder: both, rows: applied(init), query: '?schema=my%20app', before: 'CREATE SCHEMA "my app"; SET search_path = "my app"' },
  'search_path of the database': {
    folder: both, rows: applied(init, post), drifted: true,
    before: "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app', current_database()); END $$; CREATE SCHEMA app; SET search_path = app" },
  'a schema named as the user': { folder: both, rows: applied(init, post), before: 'CREATE SCHEMA postgres; SET search_path = postgres', drifted: true },
  'several schemas': { folder: both, rows: applied(init), schemas: ['public', 'extra'] },
  'a ledger with a further column': { folder: both, rows: applied(init), after: 'ALTER TABLE _prisma_migrations ADD COLUMN note TEXT', drifted: false },
  'a ledger that lacks a column': { folder: both, rows: applied(init), after: 'ALTER TABLE _prisma_migrations DROP COLUMN logs' },
  'a ledger that is a view': {
    folder: both, rows: applied(init, post), drifted: true,
    // Prisma runs the view; here that would run another user's code, so nothing is said of it.
    unread: /^_prisma_migrations is a view$/,
    after: 'ALTER TABLE _prisma_migrations RENAME TO kept; CREATE VIEW _prisma_migrations AS SELECT * FROM kept' },
  'a missing database': { folder: both, rows: null, url: (server) => `${server}/does_not_exist_NAME` },
  'a server that is not there': { folder: both, rows: null, url: () => 'postgresql://postgres@127.0.0.1:1/nothing' },
}
