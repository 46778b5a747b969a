// Compares `tributary schema format` with Prisma's own engine, byte for byte, and whether it would write at all; a dozen
// schemas with the real `prisma format` as well.
//
//   node format.mjs TRIBUTARY MODULES [--mutations COUNT] [--seed SEED] [--single SCHEMAS OF EACH KIND]
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {broken_copies} from './characters.mjs';
import {mutations_of} from './mutations.mjs';
import {engines, judge, majors, schemas_of} from './oracle.mjs';
import {single_mutations_of} from './single.mjs';
import {environment} from '../world.mjs';

const [tributary, modules, ...options] = process.argv.slice(2);
const option = (name, otherwise) => (options.includes(name) ? Number(options[options.indexOf(name) + 1]) : otherwise);
const corpus = join(dirname(fileURLToPath(import.meta.url)), 'corpus');
const engine = engines(modules);
const work = mkdtempSync(join(tmpdir(), 'format.'));

function written(files) {
  const folder = mkdtempSync(join(work, 's'));
  const paths = files.map(([file]) => join(folder, file));
  files.forEach(([, text], i) => writeFileSync(paths[i], text));
  return {folder, paths};
}

function ours(major, files) {
  const {folder, paths} = written(files);
  const run = spawnSync(tributary, ['schema', 'format', '--prisma', String(major), '--format', 'json', ...paths], {encoding: 'utf8'});
  rmSync(folder, {recursive: true});
  const {formatted, findings, not_checked} = JSON.parse(run.stdout);
  return {texts: formatted.map(({text}) => text), refused: findings.length > 0, judged: not_checked.length === 0};
}

function first_difference(ours, theirs) {
  const [a, b] = [theirs.split('\n'), ours.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  return `  Prisma:    ${JSON.stringify(a[at])}\n  tributary: ${JSON.stringify(b[at])}`;
}

function compare(title, schemas) {
  let differing = 0;
  let verdicts = 0;
  let refused = 0;
  for (const {name, files} of schemas)
    for (const major of majors) {
      const us = ours(major, files);
      const them = judge(engine.get(major), files);
      const other = them.format.findIndex(([, text], i) => text !== us.texts[i]);
      const verdict = us.judged && us.refused !== (them.refused !== null);
      if (them.refused !== null) refused += 1;
      if (verdict) verdicts += 1;
      if (other >= 0) differing += 1;
      if (verdict) console.log(`Prisma ${major}, ${name}: ${us.refused ? 'only tributary' : 'only Prisma'} refuses\n  ${them.refused}`);
      if (other >= 0) console.log(`Prisma ${major}, ${name}:\n${first_difference(us.texts[other], them.format[other][1])}\n${JSON.stringify(files[other][1])}`);
    }
  console.log(`${title}: ${schemas.length * majors.length} schemas formatted, ${differing} texts differ; ${refused} refused by Prisma, ${verdicts} verdicts differ`);
  return differing === 0 && verdicts === 0;
}

// Six schemas that Prisma formats and six that it refuses, spread over the corpus.
function dozen(schemas, major) {
  const single = schemas.filter(({files}) => files.length === 1);
  const spread = (list) => Array.from({length: 6}, (_, i) => list[Math.floor(((i + 0.5) * list.length) / 6)]);
  const refused = ({files}) => judge(engine.get(major), files).refused !== null;
  return [...spread(single.filter((schema) => !refused(schema))), ...spread(single.filter(refused))];
}

// The command line itself: what stands in the file after `prisma format`. It formats within its own process; the engine
// named here is never started.
function compare_command_line(schemas) {
  let runs = 0;
  let differing = 0;
  for (const major of majors)
    for (const {name, files} of dozen(schemas, major)) {
      const us = ours(major, files);
      const {folder, paths} = written(files);
      const prisma = join(modules, `prisma-${major}`, 'node_modules', 'prisma', 'build', 'index.js');
      const env = environment({CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: '/dev/null'});
      const run = spawnSync(process.execPath, [prisma, 'format', '--schema', paths[0]], {cwd: folder, encoding: 'utf8', env});
      const expected = us.refused ? files[0][1] : us.texts[0];
      const same = readFileSync(paths[0], 'utf8') === expected && run.status === (us.refused ? 1 : 0) && (!us.refused || run.stderr.includes('P1012'));
      runs += 1;
      if (same) continue;
      differing += 1;
      console.log(`prisma ${major} format, ${basename(name)}: exit ${run.status}, tributary ${us.refused ? 'refuses' : 'formats'}\n${run.stderr.trimEnd()}`);
    }
  console.log(`prisma format itself: ${runs} runs, ${differing} differ`);
  return differing === 0;
}

try {
  const count = option('--mutations', 1000);
  const seed = option('--seed', 1);
  const folders = ['format', 'valid', 'broken'].map((name) => join(corpus, name));
  const single = folders.flatMap(schemas_of).filter(({files}) => files.length === 1);
  const results = [
    compare('corpus', folders.flatMap(schemas_of)),
    compare('changed copies', mutations_of(folders, count, seed)),
    compare('single mutations', single_mutations_of([folders[1]], option('--single', 20))),
    compare('broken copies', broken_copies(single.map(({files}) => files[0][1]), count, seed)),
    compare_command_line(folders.slice(0, 2).flatMap(schemas_of)),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(work, {recursive: true, force: true});
}
