// Schemas broken by small changes of characters: what a formatter meets in an editor. The same seed gives the same schemas.
const pieces = ['{', '}', '(', ')', '[', ']', '"', '\\', '/', '//', '///', '/*', '*/', '@', '@@', ':', '=', ',', '.', '\n', '\n\n', '\r\n', '\r', '\t', ' ',
  '  ', '?', '!', 'a', '1', '-', '\u00e9', '\u00a0', '\u2003', '\u3000', '\ufeff', '\u2028', '\u0085', '\v', '\0', 'model ', 'enum ', 'type ', 'view ', 'datasource ',
  'generator ', 'Unsupported("x")', 'String', 'Int?', '[]', '@id', '@relation', '@@index', '@@map("x")'];

export function broken_copies(texts, count, seed) {
  let state = BigInt(seed);
  const next = (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    return Number((state >> 33n) % BigInt(below));
  };
  const by_lines = (characters, change) => {
    const lines = characters.join('').split('\n');
    change(lines);
    characters.splice(0, characters.length, ...lines.join('\n'));
  };
  const change = (characters) => {
    const at = next(characters.length + 1);
    const changes = [
      () => characters.splice(at, 1 + next(6)),
      () => characters.splice(at, 0, ...pieces[next(pieces.length)]),
      () => characters.splice(at, 1, ...pieces[next(pieces.length)]),
      () => {
        const from = next(characters.length + 1);
        characters.splice(at, 0, ...characters.slice(from, from + next(60)));
      },
      () => by_lines(characters, (lines) => lines.splice(next(lines.length), 1 + next(2))),
      () =>
        by_lines(characters, (lines) => {
          const [a, b] = [next(lines.length), next(lines.length)];
          [lines[a], lines[b]] = [lines[b], lines[a]];
        }),
    ];
    changes[next(changes.length)]();
  };
  return Array.from({length: count}, (_, i) => {
    const characters = [...texts[next(texts.length)]];
    for (let left = 1 + next(5); left > 0; --left) change(characters);
    return {name: `broken copy ${i}`, files: [['schema.prisma', characters.join('')]]};
  });
}
