// Schemas made from those of a corpus by small changes of the kinds that merges and hands make: lines lost, doubled and mixed
// up, words exchanged, blocks of two schemas in one. The same seed gives the same schemas.
import {schemas_of} from './oracle.mjs';

const word = /[@\w.]+(\([^)\n]*\))?|"[^"\n]*"/g;

function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

export function mutations_of(folders, count, seed = 1) {
  const next = random(seed);
  const pick = (list) => list[next(list.length)];
  const texts = folders.flatMap(schemas_of).filter(({files}) => files.length === 1).map(({files}) => files[0][1]);
  const words = texts.join('\n').match(word);
  const members = texts.flatMap((text) => text.split('\n').filter((line) => /^ {2}\S/.test(line)));
  const blocks = (text) => {
    const lines = text.split('\n').filter((line) => !/datasource|provider|url {2}/.test(line));
    return lines.slice(lines.findIndex((line) => /^(model|enum|view)/.test(line)));
  };
  const exchange_word = (line) => {
    const found = [...line.matchAll(word)];
    if (found.length === 0) return line;
    const one = pick(found);
    return line.slice(0, one.index) + pick(words) + line.slice(one.index + one[0].length);
  };
  const change = (lines) => {
    const at = next(lines.length);
    const cut = next(lines[at].length);
    const changes = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, pick(members)),
      () => lines.splice(at, 0, pick(lines)),
      () => (lines[at] = exchange_word(lines[at])),
      () => (lines[at] += ` ${pick(words)}`),
      () => (lines[at] = lines[at].replace(/(\w)(\?|\[\])?( |$)/, (_, end, arity, blank) => end + pick(['', '?', '[]']) + blank)),
      () => (lines[at] = lines[at].slice(0, cut) + lines[at].slice(cut + 1)),
      () => lines.push(...blocks(pick(texts))),
    ];
    pick(changes)();
  };
  return Array.from({length: count}, (_, i) => {
    const lines = pick(texts).split('\n');
    for (let left = 1 + next(3); left > 0 && lines.length > 0; --left) change(lines);
    return {name: `mutation ${i}`, files: [['schema.prisma', lines.join('\n')]]};
  });
}
