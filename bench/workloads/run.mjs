// node bench/workloads/run.mjs: real programs under overt against the same on plain Node: see bench/README.md.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { command, must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'
import { median } from '../compare.mjs'
import { instructionsOf, withOwnCaches } from './instructions.mjs'
import { workloads } from './list.mjs'
import { prepareWorkloads } from './prepare.mjs'
import { writeSetups } from './setups.mjs'
import { once } from './side.mjs'

/** @typedef {import('./setups.mjs').Setup} Setup */
/** @typedef {import('./side.mjs').Usage} Usage */
/** @typedef {import('./list.mjs').Workload} Workload */

await entry(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: process.execPath },
      only: { type: 'string' },
      setups: { type: 'string', default: 'a,b,c,d' },
      rounds: { type: 'string', default: '5' },
      instructions: { type: 'boolean', default: false },
      'in-turn': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const node = resolve(values.node)
  const asked = /** @type {Setup[]} */ (values.setups.split(','))
  const folder = await prepareWorkloads()
  const npm = join((await must('npm', ['root', '-g'])).trim(), 'npm/bin/npm-cli.js')
  const configurations = mkdtempSync(join(tmpdir(), 'overt-workloads-'))
  try {
    const { config, whose } = await writeSetups(configurations)
    const version = (await must(node, ['--version'])).trim()
    const chosen = workloads(npm).filter(({ name }) => values.only?.split(',').includes(name) ?? true)
    if (values.instructions) {
      const built = join(configurations, 'built')
      mkdirSync(built)
      const register = await withOwnCaches(node, built)
      await count(node, register, chosen.filter(({ children }) => children !== true), folder, asked.map((setup) => ({ setup, config: config(setup) })), Number(values.rounds), `${version}, V8 in one thread; the 3,000 rules are ${whose}`)
      return
    }
    console.log(`${version}, ${values.rounds} rounds, both sides ${values['in-turn'] ? 'in turn' : 'at once'}; processor time of the work / of the same on plain Node (median; least / least), then what start-up adds; the 3,000 rules are ${whose}`)
    for (const workload of chosen) {
      const shown = []
      for (const setup of asked) {
        const sides = await pairs([node], workload, folder, config(setup), Number(values.rounds), values['in-turn'])
        const least = (/** @type {readonly Usage[]} */ runs, /** @type {'start' | 'work'} */ what) => Math.min(...runs.map((run) => run[what]))
        const ratio = median(sides.overt.map(({ work }, i) => work / (sides.plain[i]?.work ?? Number.NaN)))
        shown.push(`${setup} ${ratio.toFixed(3)} (${(least(sides.overt, 'work') / least(sides.plain, 'work')).toFixed(3)}) +${(least(sides.overt, 'start') - least(sides.plain, 'start')).toFixed(0)} ms`)
        if (values.json) console.log(JSON.stringify({ name: workload.name, setup, ...sides }))
      }
      console.log(`${workload.name.padEnd(8)} ${shown.join('   ')}`)
    }
  } finally {
    rmSync(configurations, { recursive: true, force: true })
  }
})

/**
 * Rounds of one workload: plain and under overt at the same time, so that what else the machine does, and a core that is shared, is alike for both; or in turn, where nothing else is done and neither
 * is to have the other's caches.
 *
 * @param {readonly string[]} node
 * @param {Workload} workload
 * @param {string} folder
 * @param {string} config
 * @param {number} rounds
 * @param {boolean} inTurn
 */
async function pairs(node, workload, folder, config, rounds, inTurn) {
  /** @type {{ plain: Usage[], overt: Usage[] }} */
  const sides = { plain: [], overt: [] }
  for (let round = 0; round < rounds; round++) {
    const first = once(node, workload, folder, undefined)
    if (inTurn) await first
    const [plain, overt] = await Promise.all([first, once(node, workload, folder, config)])
    if (plain.answer !== overt.answer) throw new Error(`${workload.name} answered \`${overt.answer}\` under overt; without it \`${plain.answer}\``)
    sides.plain.push(plain)
    sides.overt.push(overt)
  }
  return sides
}

/**
 * Prints what workloads take in instructions, as a ratio to plain Node.
 *
 * @param {string} node
 * @param {string} register overt's preload
 * @param {readonly Workload[]} chosen
 * @param {string} folder
 * @param {readonly { setup: Setup, config: string }[]} asked
 * @param {number} seeds how many
 * @param {string} title
 */
async function count(node, register, chosen, folder, asked, seeds, title) {
  if ((await command('valgrind', ['--version'])).status !== 0) {
    console.log('skipped: valgrind is not installed')
    return
  }
  console.log(`${title}; millions of instructions of the work on plain Node, mean of ${seeds} seeds, then ratios to it (of the mean; of each seed), and what start-up adds in millions`)
  const million = (/** @type {number} */ instructions) => (instructions / 1e6).toFixed(0)
  const mean = (/** @type {readonly number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / all.length
  const runs = async (/** @type {Workload} */ workload, /** @type {string | undefined} */ config) => {
    const all = []
    for (let seed = 1; seed <= seeds; seed++) all.push(await instructionsOf(node, workload, folder, config, seed, register))
    return all
  }
  for (const workload of chosen) {
    const plain = await runs(workload, undefined)
    const work = plain.map((one) => one.work)
    const shown = []
    for (const { setup, config } of asked) {
      const overt = await runs(workload, config)
      const other = overt.find(({ answer }) => answer !== plain[0]?.answer)
      if (other !== undefined) throw new Error(`${workload.name} answered \`${other.answer}\` under overt; without it \`${plain[0]?.answer}\``)
      const each = overt.map((one, i) => (one.work / (work[i] ?? Number.NaN)).toFixed(3))
      shown.push(`${setup} ${(mean(overt.map((one) => one.work)) / mean(work)).toFixed(4)} (${each.join(' ')}) +${million(mean(overt.map((one) => one.start)) - mean(plain.map((one) => one.start)))}`)
    }
    console.log(`${workload.name.padEnd(8)} ${million(mean(work))}   ${shown.join('   ')}`)
  }
}
