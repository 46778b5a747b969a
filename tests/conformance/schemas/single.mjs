// One change to one valid schema, each of a named kind: what a hand or a merge does to a schema that Prisma took before. Of
// every kind the first schemas of the corpus that it fits, so the same corpus gives the same schemas.
import {schemas_of} from './oracle.mjs';

const field = /^ {2}(\w+)(\s+)([A-Z]\w*)(\[\]|\?)?(.*)$/;
const header = /^(model|enum|view|type) (\w+) \{/;
const relation = /@relation\(([^)]*)\)/;

// The lines, and where in them something stands.
function lines_that(lines, test) {
  return lines.flatMap((line, at) => (test(line, at) ? [at] : []));
}
const fields = (lines) => lines_that(lines, (line) => field.test(line));
const scalars = (lines) => fields(lines).filter((at) => /^(String|Int|BigInt|Float|Boolean|DateTime|Json|Bytes|Decimal)$/.test(field.exec(lines[at])[3]));
const relations = (lines) => lines_that(lines, (line) => relation.test(line));
const headers = (lines, word) => lines_that(lines, (line) => header.test(line) && (!word || line.startsWith(word)));
const block_attributes = (lines) => lines_that(lines, (line) => /^ {2}@@/.test(line));
const values = (lines) => headers(lines, 'enum').flatMap((at) => lines_that(lines, (line, i) => i > at && i < end_of(lines, at) && /^ {2}\w/.test(line)));
const end_of = (lines, at) => lines.findIndex((line, i) => i > at && line === '}');

const at_one = (places, change) => (lines) => {
  const found = places(lines);
  if (found.length === 0) return null;
  const at = found[Math.floor(found.length / 2)];
  const changed = change(lines[at], at, lines);
  if (changed === null || changed === lines[at]) return null;
  return [...lines.slice(0, at), ...(Array.isArray(changed) ? changed : [changed]), ...lines.slice(at + 1)];
};
const append = (text) => (line) => `${line} ${text}`;
const arity = (sign) => (line) => line.replace(field, (_, name, gap, type, old, rest) => `  ${name}${gap}${type}${sign}${rest}`);
const of_type = (type) => (line) => line.replace(field, (_, name, gap, old, sign, rest) => `  ${name}${gap}${type}${sign ?? ''}${rest}`);
const in_model = (text) => at_one((lines) => headers(lines, 'model'), (line, at, lines) => [line, ...text(lines, at)]);
const first_field = (lines, at) => field.exec(lines.slice(at).find((line) => field.test(line)) ?? '')?.[1] ?? 'id';

export const kinds = {
  'a field is gone': at_one(fields, () => []),
  'a field stands twice': at_one(fields, (line) => [line, line]),
  'a field has another name': at_one(fields, (line) => line.replace(/\w+/, (name) => `${name}X`)),
  'a field is called as its neighbour': at_one(fields, (line, at, lines) => (field.test(lines[at + 1] ?? '') ? line.replace(/\w+/, field.exec(lines[at + 1])[1]) : null)),
  'a type is Int': at_one(fields, of_type('Int')),
  'a type is String': at_one(fields, of_type('String')),
  'a type is Json': at_one(scalars, of_type('Json')),
  'a type is unknown': at_one(fields, of_type('Nothing')),
  'a type is missing': at_one(fields, (line) => `  ${field.exec(line)[1]}`),
  'a type is Unsupported': at_one(scalars, (line) => line.replace(field, (_, name, gap) => `  ${name}${gap}Unsupported("circle")?`)),
  'a field is optional': at_one(fields, arity('?')),
  'a field is a list': at_one(fields, arity('[]')),
  'a field is required': at_one((lines) => fields(lines).filter((at) => field.exec(lines[at])[4]), arity('')),
  'a field is an optional list': at_one(fields, arity('[]?')),
  'the last attribute of a field is gone': at_one((lines) => lines_that(lines, (line) => /^ {2}\w.* @[^@]*$/.test(line)), (line) => line.replace(/\s+@[^@]*$/, '')),
  'an attribute stands twice': at_one((lines) => lines_that(lines, (line) => /^ {2}\w.* @[^@]*$/.test(line)), (line) => line + line.slice(line.lastIndexOf(' @'))),
  '@id is gone': at_one((lines) => lines_that(lines, (line) => / @id\b/.test(line)), (line) => line.replace(/ @id(\([^)]*\))?/, '')),
  '@id of a second field': at_one((lines) => scalars(lines).filter((at) => !/@id/.test(lines[at])), append('@id')),
  '@unique is gone': at_one((lines) => lines_that(lines, (line) => / @unique\b/.test(line)), (line) => line.replace(/ @unique(\([^)]*\))?/, '')),
  '@unique is new': at_one((lines) => scalars(lines).filter((at) => !/@unique/.test(lines[at])), append('@unique')),
  'a default text': at_one(scalars, append('@default("x")')),
  'a default number': at_one(scalars, append('@default(1)')),
  'a default truth': at_one(scalars, append('@default(true)')),
  'a default of now': at_one(scalars, append('@default(now())')),
  'a default that counts': at_one(scalars, append('@default(autoincrement())')),
  'a default of an unknown function': at_one(scalars, append('@default(tomorrow())')),
  'a default of the database': at_one(scalars, append('@default(dbgenerated("1"))')),
  'a default list': at_one(scalars, append('@default([])')),
  '@map': at_one(scalars, append('@map("other")')),
  '@map without a name': at_one(fields, append('@map("")')),
  '@map to a neighbour': at_one(scalars, (line, at, lines) => (field.test(lines[at - 1] ?? '') ? `${line} @map("${field.exec(lines[at - 1])[1]}")` : null)),
  '@updatedAt': at_one(scalars, append('@updatedAt')),
  '@ignore': at_one(fields, append('@ignore')),
  '@db.Text': at_one(scalars, append('@db.Text')),
  '@db.VarChar of nothing': at_one(scalars, append('@db.VarChar(0)')),
  '@db.Decimal': at_one(scalars, append('@db.Decimal(3, 5)')),
  'an unknown attribute': at_one(fields, append('@nothing')),
  'a relation without fields': at_one(relations, (line) => line.replace(/fields: \[[^\]]*\],? ?/, '')),
  'a relation without references': at_one(relations, (line) => line.replace(/,? ?references: \[[^\]]*\]/, '')),
  'a relation over an unknown field': at_one(relations, (line) => line.replace(/fields: \[/, 'fields: [nothing, ')),
  'a relation to another field': at_one(relations, (line) => line.replace(/references: \[[^\]]*\]/, 'references: [other]')),
  'a relation that sets null': at_one(relations, (line) => line.replace(relation, '@relation($1, onDelete: SetNull)')),
  'a relation with an unknown action': at_one(relations, (line) => line.replace(relation, '@relation($1, onDelete: Perhaps)')),
  'a relation with a name': at_one(relations, (line) => line.replace(/@relation\((?!")/, '@relation("named", ')),
  'a relation with an empty name': at_one(relations, (line) => line.replace(/@relation\(("[^"]*", )?/, '@relation("", ')),
  'a relation is gone': at_one(relations, (line) => line.replace(relation, '').trimEnd()),
  'an argument stands twice': at_one(relations, (line) => line.replace(relation, '@relation($1, map: "a", map: "b")')),
  'a comma behind the last argument': at_one(relations, (line) => line.replace(relation, '@relation($1,)')),
  'a block attribute is gone': at_one(block_attributes, () => []),
  'a block attribute stands twice': at_one(block_attributes, (line) => [line, line]),
  'an index': in_model((lines, at) => [`  @@index([${first_field(lines, at)}])`]),
  'an index over an unknown field': in_model(() => ['  @@index([nothing])']),
  'an index over no field': in_model(() => ['  @@index([])']),
  'an index of an unknown type': in_model((lines, at) => [`  @@index([${first_field(lines, at)}], type: Tree)`]),
  'a hash index': in_model((lines, at) => [`  @@index([${first_field(lines, at)}], type: Hash)`]),
  'a gin index': in_model((lines, at) => [`  @@index([${first_field(lines, at)}], type: Gin)`]),
  'a unique key': in_model((lines, at) => [`  @@unique([${first_field(lines, at)}], name: "key")`]),
  'a second key': in_model((lines, at) => [`  @@id([${first_field(lines, at)}])`]),
  '@@map': in_model(() => ['  @@map("other")']),
  '@@map to another model': in_model((lines, at) => [`  @@map("${header.exec(lines[headers(lines, 'model').find((other) => other !== at) ?? at])[2]}")`]),
  '@@ignore': in_model(() => ['  @@ignore']),
  '@@schema': in_model(() => ['  @@schema("other")']),
  'an enum value is gone': at_one(values, () => []),
  'an enum value stands twice': at_one(values, (line) => [line, line]),
  'an enum value with a name': at_one(values, append('@map("other")')),
  'a block has another name': at_one(headers, (line) => line.replace(/ (\w+) /, ' $1X ')),
  'a block is called as a type': at_one(headers, (line) => line.replace(/ (\w+) /, ' String ')),
  'a block stands twice': (lines) => {
    const [at] = headers(lines);
    return at === undefined ? null : [...lines, '', ...lines.slice(at, end_of(lines, at) + 1)];
  },
  'a block is gone': (lines) => {
    const at = headers(lines).at(-1);
    return at === undefined ? null : [...lines.slice(0, at), ...lines.slice(end_of(lines, at) + 1)];
  },
  'a closing brace is gone': at_one((lines) => lines_that(lines, (line) => line === '}'), () => []),
  'an opening brace is gone': at_one(headers, (line) => line.replace(' {', '')),
  'a word before a block is misspelt': at_one(headers, (line) => line.replace(/^\w/, '')),
  'a quote is gone': at_one((lines) => lines_that(lines, (line) => line.includes('"')), (line) => line.replace('"', '')),
  'a bracket is gone': at_one((lines) => lines_that(lines, (line) => /[\])]/.test(line)), (line) => line.replace(/[\])]/, '')),
  'a comment of another language': at_one(fields, append('# note')),
  'a comment': at_one(fields, append('// note')),
  'another provider': at_one((lines) => lines_that(lines, (line) => /provider = "postgresql"/.test(line)), (line) => line.replace('postgresql', 'oracle')),
  'the url is gone': at_one((lines) => lines_that(lines, (line) => /^ {2}url/.test(line)), () => []),
  'the url of a named argument': at_one((lines) => lines_that(lines, (line) => /env\("/.test(line)), (line) => line.replace('env("', 'env(name: "')),
  'a second datasource': (lines) => [...lines, '', 'datasource other {', '  provider = "postgresql"', '}'],
  'an unknown property': at_one((lines) => lines_that(lines, (line) => /^datasource/.test(line)), (line) => [line, '  nothing = true']),
};

export function single_mutations_of(folders, of_each = 20) {
  const schemas = folders.flatMap(schemas_of).filter(({files}) => files.length === 1);
  return Object.entries(kinds).flatMap(([kind, change]) =>
    schemas.flatMap(({name, files: [[file, text]]}) => {
      const lines = change(text.replaceAll('\r\n', '\n').split('\n'));
      return lines ? [{name: `${kind}: ${name.split('/').at(-1)}`, files: [[file, lines.join('\n')]]}] : [];
    }).slice(0, of_each),
  );
}
