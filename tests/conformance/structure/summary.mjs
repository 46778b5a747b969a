// The engine's summary of a diff ("[*] Changed the `T` table …") as one word list, the one that structure_probe prints.

const sections = [
  [/^\[\+\] Added enums/, (name) => `+ enum ${name}`],
  [/^\[-\] Removed enums/, (name) => `- enum ${name}`],
  [/^\[\+\] Added tables/, (name) => `+ table ${name}`],
  [/^\[-\] Removed tables/, (name) => `- table ${name}`],
  [/^\[\+\] Added extensions/, (name) => `+ extension ${name}`],
]
const changes = [
  [/^\[\+\] Added variant `(.*)`/, (at, value) => `+ value ${at}.${value}`],
  [/^\[-\] Removed variant `(.*)`/, (at, value) => `- value ${at}.${value}`],
  [/^\[\+\] Added column `(.*)`/, (at, column) => `+ column ${at}.${column}`],
  [/^\[-\] Removed column `(.*)`/, (at, column) => `- column ${at}.${column}`],
  [/^\[\*\] (?:Altered column|Column) `(.*?)` /, (at, column) => `~ column ${at}.${column}`],
  [/^\[-\] Dropped the primary key on columns \((.*)\)/, (at, columns) => `- primary key ${at}(${columns})`],
  [/^\[\+\] Added primary key on columns \((.*)\)/, (at, columns) => `+ primary key ${at}(${columns})`],
  [/^\[\*\] Renamed the primary key on columns \((.*)\)/, (at, columns) => `~ primary key ${at}(${columns})`],
  [/^\[\+\] Added (?:unique )?index on columns \((.*)\)/, (at, columns) => `+ index ${at}(${columns})`],
  [/^\[-\] Removed (?:unique )?index on columns \((.*)\)/, (at, columns) => `- index ${at}(${columns})`],
  [/^\[\*\] Renamed index `.*` to `(.*)`/, (_, name) => `~ index ${name}`],
  [/^\[\+\] Added foreign key on columns \((.*)\)/, (at, columns) => `+ foreign key ${at}(${columns})`],
  [/^\[-\] Removed foreign key on columns \((.*)\)/, (at, columns) => `- foreign key ${at}(${columns})`],
  [/^\[\*\] Renamed the foreign key ".*" to "(.*)"/, (at, name) => `~ foreign key ${at} ${name}`],
]

/** Everything the summary names; throws on a line it does not know, so that nothing is compared by being overlooked. */
export function touched(summary) {
  const out = []
  let section, at
  for (const line of summary.split('\n')) {
    const words = line.trim()
    if (words === '' || words === ')' || words === 'No difference detected.') continue
    const [, changed] = /^\[\*\] Changed the `(.*)` (?:table|enum|extension)$/.exec(words) ?? []
    const found = sections.find(([begins]) => begins.test(words))
    if (changed !== undefined) [section, at] = [null, changed]
    else if (found && !line.startsWith(' ')) section = found[1]
    else if (section && /^- /.test(words)) out.push(section(words.slice(2)))
    else {
      const change = changes.find(([begins]) => begins.test(words))
      if (!change) throw new Error(`unknown line in the engine's summary: ${line}`)
      out.push(change[1](at, change[0].exec(words)[1]))
    }
  }
  return consequences_left_out(out)
}

// What the engine drops and makes again only because the column or table it belongs to changes is no difference of its own.
function consequences_left_out(list) {
  const altered = new Set(list.filter((one) => one.startsWith('~ column ')).map((one) => one.slice(9)))
  const whole = new Set(list.filter((one) => /^[+-] table /.test(one)).map((one) => one.slice(8)))
  return list.filter((one) => {
    const [, sign, kind, table, columns] = /^([+-]) (index|foreign key|primary key) (.*)\((.*)\)$/.exec(one) ?? []
    if (!sign) return true
    if (whole.has(table)) return false
    const follows = columns.split(', ').some((column) => altered.has(`${table}.${column}`))
    const again = list.includes(`${sign === '+' ? '-' : '+'} ${kind} ${table}(${columns})`) || kind === 'index'
    return !(follows && again)
  })
}
