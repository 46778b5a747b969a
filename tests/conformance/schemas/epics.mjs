// The demo's three epics, merged into main one after the other: no conflict, nothing lost, and what comes out is a schema
// that Prisma takes and that its formatter leaves as it is. Asked are the engine and the CLI itself, of both majors.
//
//   node epics.mjs TRIBUTARY MODULES
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {environment} from '../world.mjs';
import {engines, judge} from './oracle.mjs';

const [tributary, modules] = process.argv.slice(2);
const demo = join(dirname(fileURLToPath(import.meta.url)), '../../../test-repos/americano');
const schema_of = (branch) => join(demo, branch, 'apps/web/prisma/schema.prisma');
const work = mkdtempSync(join(tmpdir(), 'epics.'));
const problems = [];

// Each model and enum with its lines, so that nothing of a field may get lost either.
const declarations = (text) => new Map([...text.matchAll(/^(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)]
  .map(([, kind, name, body]) => [`${kind} ${name}`, body.split('\n').map((line) => line.trim().split(/\s+/)[0]).filter((word) => /^\w/.test(word))]));

let merged = readFileSync(schema_of('main'), 'utf8');
const base = schema_of('main');
for (const epic of ['epic3', 'epic4', 'epic5']) {
  const ours = join(work, 'ours.prisma');
  writeFileSync(ours, merged);
  const run = spawnSync(tributary, ['schema', 'merge', base, ours, schema_of(epic)], {encoding: 'utf8'});
  if (run.status !== 0) problems.push(`${epic}: exit ${run.status}\n${run.stderr}`);
  merged = run.stdout;
}
const found = declarations(merged);
for (const branch of ['main', 'epic3', 'epic4', 'epic5'])
  for (const [name, members] of declarations(readFileSync(schema_of(branch), 'utf8')))
    for (const member of members.length ? members : [undefined])
      if (!found.has(name) || (member && !found.get(name).includes(member))) problems.push(`lost: ${name} ${member ?? ''}`);

const engine = engines(modules);
for (const major of [6, 7]) {
  const text = major === 6 ? merged : merged.replace(/^\s*url\s*=.*\n/m, '');  // 7 wants the URL elsewhere
  const {valid, errors, format} = judge(engine.get(major), [['schema.prisma', text]]);
  if (!valid) problems.push(`Prisma ${major} refuses it: ${JSON.stringify(errors)}`);
  if (format[0][1] !== text) problems.push(`Prisma ${major} formats it otherwise`);
}
// The CLI itself: 7 reads the URL from its config and would not look at this one's.
for (const major of [6, 7]) {
  const folder = join(work, `cli-${major}`), file = join(folder, 'schema.prisma'), installed = join(modules, `prisma-${major}`, 'node_modules');
  const text = major === 6 ? merged : merged.replace(/^\s*url\s*=.*\n/m, '');
  mkdirSync(folder);
  writeFileSync(file, text);
  writeFileSync(join(folder, 'package.json'), '{"name": "app"}');
  symlinkSync(installed, join(folder, 'node_modules'));
  if (major === 7) writeFileSync(join(folder, 'prisma.config.ts'), `import {defineConfig} from 'prisma/config'\nexport default defineConfig({schema: 'schema.prisma', datasource: {url: 'postgresql://nobody@localhost/none'}})\n`);
  const env = environment({CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: '/dev/null',
    DATABASE_URL: 'postgresql://nobody@localhost/none'});
  for (const verb of ['validate', 'format']) {
    const cli = join(installed, 'prisma', 'build', 'index.js');
    const run = spawnSync(process.execPath, [cli, verb, '--schema', file], {cwd: folder, encoding: 'utf8', env});
    if (run.status !== 0) problems.push(`prisma ${verb} of ${major}: exit ${run.status}\n${run.stderr}`);
  }
  if (readFileSync(file, 'utf8') !== text) problems.push(`prisma format of ${major} changed it`);
}
rmSync(work, {recursive: true});
for (const problem of problems) console.log(problem);
console.log(`epics: ${found.size} declarations of main and three epics merged, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
