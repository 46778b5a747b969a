// Each of PostgreSQL's regression scripts is run on the server, whose log tells which statements it took. Those are then
//   own      a branch's migration behind test_setup.sql: no syntax-error, missing-object or object-created-later
//   applied  a migration with its row in the ledger of the database that the script left: no row-without-objects, no
//            structure-drift
// and neither may crash, hang or end with 2.
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {argv, env, exit} from 'node:process';

const option = (name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : '');
const [tributary, sources, port, log, work] = ['--tributary', '--sources', '--port', '--log', '--folder'].map(option);
const regress = join(sources, 'src/test/regress');
const longest = 120_000;  // ms, for one answer
const server = {...env, PGHOST: '127.0.0.1', PGPORT: port, PGUSER: 'postgres', PGOPTIONS: '', PG_ABS_SRCDIR: regress,
  PG_ABS_BUILDDIR: regress, PG_LIBDIR: '/nonexistent', PG_DLSUFFIX: '.so'};
const mark = '@@%e|%d@@ ';  // before each entry of the log: SQLSTATE and database

function psql(database, ...options) {
  const done = spawnSync('psql', ['-X', '-q', '-d', database, ...options], {env: server, encoding: 'utf8', timeout: longest,
    maxBuffer: 1 << 28});
  return done.stdout ?? '';
}

/// What the server was sent for `database` since `from` bytes of its log, in order: {sql, taken}.
function statements(database, from) {
  const text = readFileSync(log).subarray(from).toString('utf8');
  const out = [];
  for (const entry of text.split(/^@@/m).slice(1)) {
    const head = /^(\w+)\|([^@]*)@@ (\w+): {2}/.exec(entry);
    if (!head || head[2] !== database) continue;
    const said = entry.slice(head[0].length).replace(/\n$/, '').replace(/\n\t/g, '\n');
    const ran = /^duration: [\d.]+ ms {2}statement: /.exec(said);
    if (head[3] === 'LOG' && ran) out.push({sql: said.slice(ran[0].length), taken: true});
    if (head[3] === 'STATEMENT') out.push({sql: said, taken: false});
  }
  return out;
}

// What Prisma cannot send: data behind a COPY, a second database, the session's own transaction left open.
const unfit = /^\s*(?:copy\b[\s\S]*\b(?:from|to)\s+(?:stdin|stdout)|(?:create|drop|alter)\s+(?:database|tablespace)\b)/i;

/// Without what the script took back itself: a folding does not go back.
function kept(all) {
  let out = [], open = null;  // where the transaction and its savepoints began
  for (const {sql} of all.filter(({taken, sql}) => taken && !unfit.test(sql))) {
    const words = sql.toLowerCase().replace(/--.*$/gm, '').replace(/[;\s]+/g, ' ').trim();
    const savepoint = /^(savepoint|rollback to(?: savepoint)?) (\S+)/.exec(words);
    if (/^(begin|start transaction)\b/.test(words)) open ??= new Map([['', out.length]]);
    else if (open && savepoint?.[1] === 'savepoint') open.set(savepoint[2], out.length);
    else if (open && savepoint) out.length = open.get(savepoint[2]) ?? out.length;
    else if (open && /^(rollback|abort)\b/.test(words)) (out.length = open.get('')), (open = null);
    else if (/^(commit|end|prepare transaction)\b/.test(words)) open = null;
    else if (!/^release /.test(words)) out.push(sql);
  }
  return out;
}
const as_script = (all) => kept(all).map((sql) => (/;\s*$/.test(sql) ? sql : `${sql}\n;`)).join('\n') + '\n';

function played(database, file) {
  const from = statSync(log).size;
  psql(database, '-o', '/dev/null', '-f', file);
  return as_script(statements(database, from));
}

function git(folder, ...words) {
  const done = spawnSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...words], {encoding: 'utf8'});
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
}

function write(folder, name, sql) {
  mkdirSync(join(folder, 'prisma/migrations', name), {recursive: true});
  writeFileSync(join(folder, 'prisma/migrations', name, 'migration.sql'), sql);
}

function repository(folder, database) {
  mkdirSync(join(folder, 'prisma/migrations'), {recursive: true});
  git(folder, 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, '.gitignore'), '.env\n');
  writeFileSync(join(folder, '.env'), `DATABASE_URL=postgresql://postgres@127.0.0.1:${port}/${database}\n`);
  writeFileSync(join(folder, 'package.json'), '{"devDependencies": {"prisma": "6.19.0"}}\n');
  writeFileSync(join(folder, 'prisma/schema.prisma'), 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n');
  writeFileSync(join(folder, 'prisma/migrations/migration_lock.toml'), 'provider = "postgresql"\n');
}

function judged(folder, words, rules, name, kind) {
  const done = spawnSync(tributary, ['check', ...words, '--format', 'json'], {cwd: folder, encoding: 'utf8', timeout: longest,
    maxBuffer: 1 << 28});
  if (done.error || done.signal || done.status > 1)
    return [`${name} ${kind}: ${done.signal ?? done.error?.code ?? `exit ${done.status}`} ${(done.stderr ?? '').slice(0, 200)}`];
  return JSON.parse(done.stdout).findings.filter(({rule}) => rules.includes(rule))
    .map(({rule, line, message}) => `${name} ${kind}: ${rule} line ${line}: ${message.slice(0, 160)}`);
}

const ledger = `CREATE TABLE public._prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
function recorded(database, scripts) {
  const rows = Object.entries(scripts).map(([name, sql], i) => `INSERT INTO public._prisma_migrations VALUES ('${i}', '${
    createHash('sha256').update(sql).digest('hex')}', now(), '${name}', NULL, NULL, now(), 1)`);
  psql(database, '-c', [ledger, ...rows].join(';\n'));
}

function compare(file, setup, number) {
  const name = basename(file, '.sql'), database = `r${number}`, folder = join(work, name);
  psql('postgres', '-c', `CREATE DATABASE ${database} TEMPLATE regression_setup`);
  const script = played(database, file);
  const scripts = {'20240101000000_setup': setup, [`20240201000000_${name}`]: script};
  repository(folder, database);
  write(folder, '20240101000000_setup', setup);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'setup');
  git(folder, 'switch', '-qc', 'epic');
  write(folder, `20240201000000_${name}`, script);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', name);
  const own = judged(folder, ['epic', '--refs', 'epic', '--offline'], ['syntax-error', 'missing-object', 'object-created-later'], name, 'own');
  git(folder, 'switch', '-q', 'main');
  git(folder, 'merge', '-q', '--ff-only', 'epic');
  recorded(database, scripts);
  const applied = judged(folder, ['main'], ['row-without-objects', 'structure-drift'], name, 'applied');
  rmSync(folder, {recursive: true});
  psql('postgres', '-c', `DROP DATABASE ${database} WITH (FORCE)`);
  return {own, applied, statements: script.split(';').length};
}

mkdirSync(work, {recursive: true});
psql('postgres', '-c', `ALTER SYSTEM SET log_line_prefix = '${mark}'`, '-c', 'ALTER SYSTEM SET log_min_duration_statement = 0',
  '-c', 'ALTER SYSTEM SET log_min_error_statement = error', '-c', 'SELECT pg_reload_conf()');
psql('postgres', '-c', 'CREATE DATABASE regression_setup');
const setup = played('regression_setup', join(regress, 'sql/test_setup.sql'));
const only = option('--only');
const files = readdirSync(join(regress, 'sql')).filter((name) => name.endsWith('.sql') && name !== 'test_setup.sql' && name.includes(only));
const all = {own: [], applied: []};
let count = 0;
files.forEach((file, number) => {
  const one = compare(join(regress, 'sql', file), setup, number);
  count += one.statements;
  for (const kind of ['own', 'applied']) all[kind].push(...one[kind]);
  for (const line of [...one.own, ...one.applied]) console.log(line);
});
const scripts = (lines) => new Set(lines.map((line) => line.split(' ')[0])).size;
console.log(`${files.length} scripts, about ${count} statements that the server took: as a branch's own ${all.own.length} false in ${
  scripts(all.own)}, with a row in the ledger ${all.applied.length} false in ${scripts(all.applied)}`);
exit(all.own.length + all.applied.length ? 1 : 0);
