// Compares `tributary schema check` with Prisma's own engine: the verdict, and the line and meaning of every problem.
//
//   node check.mjs TRIBUTARY MODULES [--mutations COUNT] [--seed SEED] [--single SCHEMAS OF EACH KIND]
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {kind_of} from './kinds.mjs';
import {mutations_of} from './mutations.mjs';
import {engines, judge, majors, schemas_of} from './oracle.mjs';
import {single_mutations_of} from './single.mjs';
import {variants_of} from './variants.mjs';

const [tributary, modules, ...options] = process.argv.slice(2);
const option = (name, otherwise) => (options.includes(name) ? Number(options[options.indexOf(name) + 1]) : otherwise);
const corpus = join(dirname(fileURLToPath(import.meta.url)), 'corpus');
const folders = ['valid', 'broken'].map((name) => join(corpus, name));
const engine = engines(modules);
const work = mkdtempSync(join(tmpdir(), 'schemas.'));

// Two fields of one name and two on one column are one message to the engine.
const meaning = (kind) => (kind === 'column-mapped-twice' ? 'duplicate-field' : kind);
const problem = (file, line, kind, message) => [`${file}:${line} ${kind}`, message];

function ours({major, files}, number) {
  const folder = join(work, String(number));
  mkdirSync(folder);
  const paths = files.map(([file]) => join(folder, file));
  files.forEach(([, text], i) => writeFileSync(paths[i], text));
  const run = spawnSync(tributary, ['schema', 'check', '--prisma', String(major), '--format', 'json', ...paths], {encoding: 'utf8'});
  rmSync(folder, {recursive: true});
  const {findings, not_checked} = JSON.parse(run.stdout);
  const problems = findings.map(({file, line, kind, message}) => problem(basename(file), line, meaning(kind), message));
  return {valid: run.status === 0, not_checked: not_checked.length > 0, problems: new Map(problems)};
}

function theirs({major, files}) {
  const {valid, errors} = judge(engine.get(major), files);
  return {valid, problems: new Map(errors.map(({file, line, message}) => problem(file, line, kind_of(message), message)))};
}

function differences(us, them) {
  const missing = [...them.problems].filter(([key]) => !us.problems.has(key));
  const extra = [...us.problems].filter(([key]) => !them.problems.has(key));
  return [...missing.map(([key, message]) => `  only Prisma: ${key}: ${message}`), ...extra.map(([key, message]) => `  only tributary: ${key}: ${message}`)];
}

function compare(title, schemas) {
  const figures = new Map(majors.map((major) => [major, {judged: 0, verdicts: 0, problems: 0, differing: 0}]));
  schemas.flatMap(variants_of).forEach((variant, number) => {
    const us = ours(variant, number);
    const them = theirs(variant);
    const figure = figures.get(variant.major);
    const found = us.not_checked ? [] : differences(us, them);
    figure.judged += 1;
    figure.problems += them.problems.size;
    if (!us.not_checked && us.valid !== them.valid) figure.verdicts += 1;
    if (found.length === 0) return;
    figure.differing += 1;
    const name = variant.name.startsWith(corpus) ? relative(corpus, variant.name) : variant.name;
    console.log([`Prisma ${variant.major}, ${name}, ${variant.form}:`, ...found].join('\n'));
    if (title !== 'corpus') console.log(variant.files[0][1].replace(/^/gm, '    | '));
  });
  for (const [major, {judged, verdicts, problems, differing}] of figures)
    console.log(`${title}, Prisma ${major}: ${judged} schemas judged, ${verdicts} verdicts differ; ${problems} problems, ${differing} schemas with a difference`);
  return [...figures.values()].every(({verdicts, differing}) => verdicts === 0 && differing === 0);
}

try {
  const same = compare('corpus', folders.flatMap(schemas_of));
  const same_changed = compare('mutations', mutations_of(folders, option('--mutations', 300), option('--seed', 1)));
  const same_single = compare('single mutations', single_mutations_of([folders[0]], option('--single', 20)));
  process.exitCode = same && same_changed && same_single ? 0 : 1;
} finally {
  rmSync(work, {recursive: true, force: true});
}
