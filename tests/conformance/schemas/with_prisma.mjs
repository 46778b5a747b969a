// `check --with-prisma` with the real CLI of both majors in node_modules: silent where the two agree, one finding with
// Prisma's own words where they do not.
//
//   node with_prisma.mjs TRIBUTARY MODULES
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {environment} from '../world.mjs';

const [tributary, modules] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'with-prisma.'));
const problems = [];
const env = environment({CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: '/dev/null',
  DATABASE_URL: 'postgresql://nobody@localhost/none', GIT_CONFIG_GLOBAL: '/dev/null', HOME: work});
const url = (major) => (major === 6 ? '  url      = env("DATABASE_URL")\n' : '');
const head = (major, more = '') => `datasource db {\n  provider = "postgresql"\n${url(major)}}\n\ngenerator client {\n  provider = "prisma-client-js"\n${more}}\n`;

// What stands in the schema -> whether the two agree about it.
const cases = [
  ['valid', (major) => head(major) + '\nmodel A {\n  id Int @id\n}\n', true],
  ['wrong to both', (major) => head(major) + '\nmodel A {\n  id Int @id\n  b  Missing\n}\n', true],
  ['a preview feature that only Prisma knows to be none', (major) => head(major, '  previewFeatures = ["tributaries"]\n') + '\nmodel A {\n  id Int @id\n}\n', undefined],
];

const git = (folder, ...words) => {
  const run = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {cwd: folder, encoding: 'utf8', env});
  if (run.status !== 0) throw new Error(`git ${words.join(' ')}: ${run.stderr}`);
};
const validate = (folder, cli) => spawnSync(process.execPath, [cli, 'validate', '--schema', 'prisma/schema.prisma'], {cwd: folder, encoding: 'utf8', env}).status === 0;

let asked = 0;
for (const major of [6, 7])
  for (const [name, schema, agreed] of cases) {
    const folder = join(work, `${major}-${asked}`), installed = join(modules, `prisma-${major}`, 'node_modules');
    mkdirSync(join(folder, 'prisma/migrations/20240101000000_init'), {recursive: true});
    writeFileSync(join(folder, 'prisma/schema.prisma'), schema(major));
    writeFileSync(join(folder, 'prisma/migrations/migration_lock.toml'), 'provider = "postgresql"\n');
    writeFileSync(join(folder, 'prisma/migrations/20240101000000_init/migration.sql'), 'CREATE TABLE "A" ("id" INTEGER NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("id"));\n');
    writeFileSync(join(folder, 'package.json'), '{"name": "app"}');
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
    if (major === 7) writeFileSync(join(folder, 'prisma.config.ts'), `import {defineConfig} from 'prisma/config'\nexport default defineConfig({schema: 'prisma/schema.prisma', datasource: {url: 'postgresql://nobody@localhost/none'}})\n`);
    symlinkSync(installed, join(folder, 'node_modules'));
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'start');
    const judge = (...more) => spawnSync(tributary, ['check', '--offline', '--format', 'json', ...more], {cwd: folder, encoding: 'utf8', env});
    const run = judge('--with-prisma', '--require', 'prisma');
    ++asked;
    let findings;
    try { findings = JSON.parse(run.stdout).findings; } catch { problems.push(`${major}, ${name}: ${run.stderr}`); continue; }
    const unasked = JSON.parse(run.stdout).not_checked?.filter((one) => one.rule === 'prisma-disagrees') ?? [];
    if (unasked.length) problems.push(`${major}, ${name}: not asked: ${JSON.stringify(unasked)}`);
    const theirs = validate(folder, join(installed, 'prisma/build/index.js')), ours = !findings.some((one) => one.rule === 'schema-invalid' && one.severity === 'error');
    const said = findings.filter((one) => one.rule === 'prisma-disagrees').length;
    if (said !== (theirs === ours ? 0 : 1)) problems.push(`${major}, ${name}: Prisma ${theirs ? 'takes' : 'refuses'} it, we ${ours ? 'take' : 'refuse'} it, and ${said} disagreements are reported`);
    if (agreed !== undefined && (theirs === ours) !== agreed) problems.push(`${major}, ${name}: expected ${agreed ? 'agreement' : 'none'}`);
    if (JSON.parse(judge().stdout).findings.some((one) => one.rule === 'prisma-disagrees')) problems.push(`${major}, ${name}: reported unasked`);
  }
rmSync(work, {recursive: true});
for (const problem of problems) console.log(problem);
console.log(`with-prisma: ${asked} schemas beside the CLI of two majors, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
