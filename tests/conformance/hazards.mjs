// Runs tributary and squawk over the corpus in hazards/ and writes what each reports, hazard by hazard, with a judgement of
// every difference (hazards/judged.txt). Called by ./hazards-beside-squawk.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const [tributary, squawk, folder, page] = process.argv.slice(2)
const corpus = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), 'hazards')
const text = (path) => readFileSync(path, 'utf8')
const isFolder = (path) => statSync(path).isDirectory()

// squawk's rules and what says the same here. Rules that stand for nothing here have an empty list.
const same = {
  'ban-drop-table': ['table-dropped', 'rename-as-drop-and-add'],
  'ban-drop-column': ['column-dropped', 'rename-as-drop-and-add'],
  'ban-drop-database': ['dangerous-server-command'],
  'ban-truncate-cascade': ['all-rows-deleted'],
  'renaming-column': ['client-breaking-rename'],
  'renaming-table': ['client-breaking-rename'],
  'adding-required-field': ['required-column-without-default', 'rename-as-drop-and-add'],
  'adding-not-nullable-field': ['not-null-on-existing-rows'],
  'changing-column-type': ['column-type-changed', 'enum-value-removed'],
  'constraint-missing-not-valid': ['check-on-existing-data', 'foreign-key-on-existing-data', 'unique-on-existing-data'],
  'adding-foreign-key-constraint': ['foreign-key-on-existing-data'],
  'disallowed-unique-constraint': ['unique-on-existing-data'],
  'adding-serial-primary-key-field': ['volatile-default', 'unique-on-existing-data'],
  'adding-field-with-default': ['volatile-default'],
  'require-concurrent-index-creation': ['index-without-concurrently', 'unique-on-existing-data'],
  'require-concurrent-reindex': ['table-rewritten'],
  'ban-concurrent-index-creation-in-transaction': ['concurrently-beside-other-statements'],
  'transaction-nesting': ['transaction-statement'],
  'ban-uncommitted-transaction': ['transaction-statement'],
  'identifier-too-long': ['identifier-too-long'],
  'ban-alter-domain-with-add-constraint': ['check-on-existing-data'],
  'ban-duplicate-column-assignments': ['syntax-error'],
}

const cases = readdirSync(corpus)
  .filter((hazard) => isFolder(join(corpus, hazard)))
  .sort()
  .flatMap((hazard) =>
    readdirSync(join(corpus, hazard))
      .sort()
      .map((file) => ({ hazard, name: file.replace(/\.sql$/, ''), sql: text(join(corpus, hazard, file)) })),
  )
for (const one of cases) one.migrations = one.sql.split('-- next migration\n')

// ---- one branch for each script ----
const data = (content) => `data ${Buffer.byteLength(content)}\n${content}\n`
const file = (path, content) => `M 100644 inline ${path}\n${data(content)}`
const commit = (ref, mark, from, files) =>
  `commit ${ref}\nmark :${mark}\ncommitter corpus <corpus@example.org> ${1704067200 + mark} +0000\n${data('corpus')}` +
  (from ? `from :${from}\n` : '') +
  files.join('') +
  '\n'
function makeRepository() {
  const schema = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'
  let stream = commit('refs/heads/main', 1, 0, [
    file('prisma/schema.prisma', schema),
    // The last one that sends a script as a whole is where the most can go wrong.
    file('package.json', '{"devDependencies": {"prisma": "6.19.0"}}\n'),
    file('prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n'),
    file('prisma/migrations/20240101000000_init/migration.sql', text(join(corpus, 'base.sql'))),
  ])
  cases.forEach((one, i) => {
    const files = one.migrations.map((sql, n) =>
      file(`prisma/migrations/2024020${n + 1}000000_${one.hazard}_${one.name}/migration.sql`.replaceAll('-', '_'), sql))
    stream += commit(`refs/heads/case/${one.hazard}/${one.name}`, i + 2, 1, files)
  })
  const repository = join(folder, 'repository')
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', repository])
  execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: stream })
  execFileSync('git', ['-C', repository, 'checkout', '--quiet', '--force', 'main'])
  return repository
}

// ---- what each says: case -> set of rules ----
function oursSay(repository) {
  const hazards = new Set(
    readdirSync(join(corpus, '../../../docs/rules'))
      .map((name) => name.replace(/\.md$/, ''))
      .filter((id) => text(join(corpus, `../../../docs/rules/${id}.md`)).includes('\n*hazards · ')),
  )
  const run = spawnSync(tributary, ['--repo', repository, '--offline', '--refs', '*', '--format', 'json', 'check'],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { PATH: process.env.PATH, HOME: folder } })
  if (run.status !== 0 && run.status !== 1) throw new Error(run.stderr || run.stdout)
  const said = new Map()
  for (const finding of JSON.parse(run.stdout).findings) {
    if (!hazards.has(finding.rule)) continue
    for (const source of [finding.source, ...finding.related.map((place) => place.source)]) {
      const key = source.replace(/^case\//, '')
      if (!said.has(key)) said.set(key, new Set())
      said.get(key).add(finding.rule)
    }
  }
  return said
}
function squawkSays() {
  const files = new Map()
  for (const one of cases)
    one.migrations.forEach((sql, n) => {
      const path = join(folder, 'squawk', one.hazard, one.name, `${n}.sql`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, sql)
      files.set(path, `${one.hazard}/${one.name}`)
    })
  const run = spawnSync(squawk, ['--pg-version=15.0', '--assume-in-transaction', '--reporter=json', ...files.keys()],
    { encoding: 'utf8', maxBuffer: 1 << 28 })
  const said = new Map()
  for (const hit of JSON.parse(run.stdout)) {
    const key = files.get(hit.file)
    if (!said.has(key)) said.set(key, new Set())
    said.get(key).add(hit.rule_name)
  }
  return said
}

// ---- hazards/judged.txt: "SIDE RULE [HAZARD/NAME]: sentence"; the most particular line wins ----
const judgements = new Map(
  text(join(corpus, 'judged.txt'))
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
)
const used = new Set()
const missing = []
function judged(side, rule, one) {
  const keys = [`${side} ${rule} ${one.hazard}/${one.name}`, `${side} ${rule} ${one.hazard}`, `${side} ${rule}`]
  const key = keys.find((candidate) => judgements.has(candidate))
  if (!key) missing.push(keys[0])
  used.add(key)
  return judgements.get(key) ?? ''
}

const ours = oursSay(makeRepository())
const theirs = squawkSays()
const rows = new Map()
const byRule = new Map()
for (const one of cases) {
  const key = `${one.hazard}/${one.name}`
  const mine = [...(ours.get(key) ?? [])]
  const other = [...(theirs.get(key) ?? [])]
  const both = mine.filter((rule) => other.some((name) => (same[name] ?? []).includes(rule)))
  const onlyOurs = mine.filter((rule) => !both.includes(rule))
  const onlyTheirs = other.filter((name) => !(same[name] ?? []).some((rule) => mine.includes(rule)))
  const row = rows.get(one.hazard) ?? { scripts: 0, both: 0, ours: 0, theirs: 0, neither: 0 }
  rows.set(one.hazard, row)
  const style = (name) => judgements.has(`style ${name}`)
  const hazardous = onlyTheirs.filter((name) => !style(name))
  row.scripts++
  if (both.length) row.both++
  if (onlyOurs.length) row.ours++
  if (hazardous.length) row.theirs++
  if (!mine.length && !hazardous.length) row.neither++
  const note = (side, rule) => {
    const sentence = judged(side, rule, one)
    const at = `${one.hazard}|${side}|${rule}|${sentence}`
    const entry = byRule.get(at) ?? { hazard: one.hazard, side, rule, sentence, names: [] }
    entry.names.push(one.name)
    byRule.set(at, entry)
  }
  for (const rule of onlyOurs) note('tributary', rule)
  for (const name of hazardous) note('squawk', name)
  for (const name of onlyTheirs.filter(style)) used.add(`style ${name}`)
}
if (missing.length) throw new Error('no judgement in judged.txt for\n' + [...new Set(missing)].sort().join('\n'))
const unused = [...judgements.keys()].filter((key) => !used.has(key))
if (unused.length) throw new Error('nothing differs any more for\n' + unused.join('\n'))

// ---- the page ----
const version = execFileSync(squawk, ['--version'], { encoding: 'utf8' }).trim()
let out = `# Hazards beside squawk

What \`tributary check --offline\` and ${version} report on ${cases.length} scripts in \`tests/conformance/hazards/\`, each on a branch of its own beside
the tables of \`base.sql\`. squawk runs with \`--pg-version=15.0 --assume-in-transaction\` and its default rules, file by file. A test
writes this page: \`tests/conformance/hazards-beside-squawk\`.

The two ask different questions. squawk reads one file and cannot know which tables stood before it; tributary knows what the target's
migrations and the branch's earlier ones made, so that it is silent about what the branch itself created and compares types and enum
values with those that were there.

| hazard | scripts | reported by both | only by tributary | only by squawk | by neither |
|---|---|---|---|---|---|
`
const total = { scripts: 0, both: 0, ours: 0, theirs: 0, neither: 0 }
for (const [hazard, row] of rows) {
  out += `| ${hazard} | ${row.scripts} | ${row.both} | ${row.ours} | ${row.theirs} | ${row.neither} |\n`
  for (const key of Object.keys(total)) total[key] += row[key]
}
out += `| **all** | ${total.scripts} | ${total.both} | ${total.ours} | ${total.theirs} | ${total.neither} |\n`
out += `
A script counts in each column that fits it: both may report one thing of it, and each something else. Rules of style (below) are left
out of the counts.

## Every difference, judged
`
for (const hazard of rows.keys()) {
  const entries = [...byRule.values()].filter((entry) => entry.hazard === hazard)
  if (!entries.length) continue
  out += `\n### ${hazard}\n\n`
  for (const entry of entries)
    out += `- only ${entry.side}, \`${entry.rule}\` (${entry.names.join(', ')}): ${entry.sentence}\n`
}
out += `\n## Rules of style and of session settings

squawk's defaults hold rules that say nothing about the rows that are there. tributary has none of them: a schema that Prisma writes
cannot follow them, or Prisma's way to run a script answers them.

`
for (const [key, sentence] of judgements) if (key.startsWith('style ')) out += `- \`${key.slice(6)}\`: ${sentence}\n`
writeFileSync(page, out)
console.log(`${cases.length} scripts: both ${total.both}, only tributary ${total.ours}, only squawk ${total.theirs}, neither ${total.neither}`)
