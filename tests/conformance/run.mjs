// Runs the real Prisma beside tributary in every constructed state, and every command line that a forecast prints.
//
//   node run.mjs --tributary FILE --modules DIR --server URL --folder DIR [--only WORDS] [--keep]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Engine } from './bridge/engine.mjs'
import { listen } from './bridge/server.mjs'
import { judge } from './judge.mjs'
import { states } from './states.mjs'
import { Databases } from './world.mjs'

const { values: options } = parseArgs({
  options: {
    tributary: { type: 'string' }, modules: { type: 'string' }, server: { type: 'string' }, folder: { type: 'string' },
    only: { type: 'string', default: '' }, keep: { type: 'boolean', default: false }, major: { type: 'string', default: '' },
  },
})

/** Runs `work` for each item, two at a time. */
async function inPairs(items, work) {
  const queue = items.entries()
  const worker = async () => { for (const [i, item] of queue) await work(item, i) }
  await Promise.all([worker(), worker()])
}

const majors = options.major ? [Number(options.major)] : [6, 7]
const modulesOf = (major) => join(options.modules, `prisma-${major}`)
const engines = {}
for (const major of majors) engines[major] = await Engine.load(major, modulesOf(major))
const server = await listen(engines)

async function agree(major) {
  const bench = {
    major, modules: modulesOf(major), engine: engines[major], port: server.port, folder: options.folder, tributary: options.tributary,
    databases: new Databases(engines[major].postgres, options.server), keep: options.keep,
  }
  const chosen = Object.entries(states).filter(([title]) => title.includes(options.only))
  let comparisons = 0, disagreements = 0
  await inPairs(chosen, async ([title, state], i) => {
    let verdict
    try {
      verdict = await judge(bench, title, state, i)
    } catch (error) {
      verdict = { faults: [error.stack ?? String(error)], compared: 0 }
    }
    comparisons += verdict.compared
    if (verdict.faults.length === 0) return
    disagreements++
    console.log(`Prisma ${major}: ${title}`)
    for (const fault of verdict.faults) console.log(`  ${fault}`)
  })
  console.log(`Prisma ${major}: ${chosen.length} states, ${comparisons} comparisons, ${disagreements} states disagree`)
  return disagreements
}

let failures = 0
const began = Date.now()
for (const major of majors) failures += await agree(major)
console.log(`in ${Math.round((Date.now() - began) / 1000)} s`)
server.close()
process.exitCode = failures ? 1 : 0
process.exit()
