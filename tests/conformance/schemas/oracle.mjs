// What Prisma's own engine says of schemas: one JSON line for each major version and schema.
//
//   node oracle.mjs MODULES FOLDER...
//
// A schema is a .prisma file of the folder, or a subfolder with .prisma files (one schema in several files). A line holds
//   major, schema   6 or 7, and the path as it was reached
//   valid, code     the verdict of `prisma validate`, and its error code or null
//   errors          [{file, line, start, end, message}] in the engine's order; start and end are bytes of the file
//   format          [[file, text]] as `prisma format` would write them, or null
//   refused         null, or the error with which `prisma format` writes nothing
import {createRequire} from 'node:module';
import {readFileSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const majors = [6, 7];

export function engines(modules) {
  const load = createRequire(join(modules, 'schemas', 'package.json'));
  return new Map(majors.map((major) => [major, load(`prisma-schema-${major}`)]));
}

/// The schemas of a folder: [{name, files: [[file name, text]]}], sorted by name.
export function schemas_of(folder) {
  const inside = (path) => readdirSync(path).filter((file) => file.endsWith('.prisma')).sort();
  const read = (path, files) => files.map((file) => [file, readFileSync(join(path, file), 'utf8')]);
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) return name.endsWith('.prisma') ? [{name: path, files: read(folder, [name])}] : [];
    const files = inside(path);
    return files.length ? [{name: path, files: read(path, files)}] : [];
  });
}

// The engine counts in UTF-16 units, as JavaScript does.
function place(text, begin, end) {
  const bytes = (to) => Buffer.byteLength(text.slice(0, to));
  return {line: text.slice(0, begin).split('\n').length, start: bytes(begin), end: bytes(end)};
}

function errors(engine, files) {
  const text = new Map(files);
  return JSON.parse(engine.lint(JSON.stringify(files)))
    .filter((found) => !found.is_warning)
    .map(({file_name: file, start, end, text: message}) => ({file, ...place(text.get(file) ?? '', start, end), message}));
}

function refusal(engine, files) {
  try {
    engine.validate(JSON.stringify({prismaSchema: files, noColor: true}));
    return null;
  } catch (error) {
    try {
      return JSON.parse(error.message);
    } catch {
      return {error_code: null, message: String(error.message)};
    }
  }
}

/// `prisma format` formats, then validates what it would write, and writes nothing that is invalid.
function formatted(engine, files) {
  const options = {textDocument: {uri: 'file:///dev/null'}, options: {tabSize: 2, insertSpaces: true}};
  const format = JSON.parse(engine.format(JSON.stringify(files), JSON.stringify(options)));
  const refused = refusal(engine, format);
  return {format, refused: refused && refused.message};
}

export function judge(engine, files) {
  const refused = refusal(engine, files);
  return {valid: refused === null, code: refused && refused.error_code, errors: errors(engine, files), ...formatted(engine, files)};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [modules, ...folders] = process.argv.slice(2);
  if (folders.length === 0) {
    console.error('usage: node oracle.mjs MODULES FOLDER...');
    process.exit(2);
  }
  const engine = engines(modules);
  for (const folder of folders)
    for (const {name, files} of schemas_of(folder))
      for (const major of majors) console.log(JSON.stringify({major, schema: name, ...judge(engine.get(major), files)}));
}
