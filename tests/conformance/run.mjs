// Runs the real Prisma beside tributary in every constructed state, and every command line that a forecast prints.
//
//   node run.mjs --tributary FILE --modules DIR --server URL --folder DIR [--only WORDS] [--keep]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Engine } from './bridge/engine.mjs'
import { listen } from './bridge/server.mjs'
import { judge } from './judge.mjs'
import { promised } from './promises.mjs'
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
  const worker = async () => { for (const [, item] of queue) await work(item) }
  await Promise.all([worker(), worker()])
}

const majors = options.major ? [Number(options.major)] : [6, 7]
const modulesOf = (major) => join(options.modules, `prisma-${major}`)
const engines = {}
for (const major of majors) engines[major] = await Engine.load(major, modulesOf(major))
const server = await listen(engines)

const benchOf = (major) => ({
  major, modules: modulesOf(major), engine: engines[major], port: server.port, folder: options.folder, tributary: options.tributary,
  databases: new Databases(engines[major].postgres, options.server), keep: options.keep,
})

/** Prints the faults of each [title, () => faults]; how many titles had some. */
async function report(major, entries) {
  let faulty = 0
  await inPairs(entries, async ([title, faultsOf]) => {
    const faults = await faultsOf().catch((error) => [error.stack ?? String(error)])
    if (faults.length === 0) return
    faulty++
    console.log([`Prisma ${major}: ${title}`, ...faults].join('\n  '))
  })
  return faulty
}

async function agree(major) {
  const bench = benchOf(major)
  const chosen = Object.entries(states).filter(([title]) => title.includes(options.only))
  let comparisons = 0
  const entries = chosen.map(([title, state], number) => [title, async () => {
    const { faults, compared } = await judge(bench, title, state, number)
    comparisons += compared
    return faults
  }])
  const faulty = await report(major, entries)
  console.log(`Prisma ${major}: ${chosen.length} states, ${comparisons} comparisons, ${faulty} states disagree`)
  return faulty
}

async function keepPromises(major) {
  const entries = promised(benchOf(major), options.only)
  const faulty = await report(major, entries)
  console.log(`Prisma ${major}: ${entries.length} forecasts typed as they stand, ${faulty} broken`)
  return faulty
}

let failures = 0
const began = Date.now()
for (const major of majors) failures += (await agree(major)) + (await keepPromises(major))
console.log(`in ${Math.round((Date.now() - began) / 1000)} s`)
server.close()
process.exitCode = failures ? 1 : 0
process.exit()
