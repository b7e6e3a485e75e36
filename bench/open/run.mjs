// `node bench/open/run.mjs`: `overt verify` and `overt lock` of a generated tree beside other programs on the same tree, interleaved; the load of its manifest; a large
// addon; start-up (start-up.mjs). Every program's answer is checked. See bench/README.md. Needs b3sum and sha256sum (`npm run setup` installs b3sum on Debian).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'
import { root } from '../../scripts/run/root.mjs'
import { median } from '../compare.mjs'
import { environment } from '../environment.mjs'
import { bytesOfLength, makeTree } from './tree.mjs'

const overt = [process.execPath, join(root, 'packages/overt/dist/overt.cjs')]
const example = (/** @type {string} */ name) => join(root, 'target/release/examples', name)

/** @typedef {{ name: string, command: readonly string[], answer: (said: string) => boolean }} Side */

/** @param {number} files @returns {readonly Side[]} */
const sides = (files) => [
  { name: 'overt verify', command: [...overt, 'verify', '.'], answer: (said) => said.includes(`${files} files listed`) && said.includes('0 added, 0 removed, 0 changed') },
  { name: 'overt lock', command: [...overt, 'lock', '.'], answer: (said) => said.includes(`${files} files, serial number`) },
  { name: 'b3sum --check', command: ['b3sum', '--check', '--quiet', 'overt.lock'], answer: (said) => said === '' },
  { name: 'sha256sum --check', command: ['sha256sum', '--check', '--quiet', '../sha256'], answer: (said) => said === '' },
  { name: 'read loop', command: [example('read_loop'), 'node_modules'], answer: (said) => said.startsWith(`${files} files`) },
]

/** What each ratio must be at most. @type {readonly (readonly [string, string, number])[]} */
const musts = [
  ['overt verify', 'b3sum --check', 0.55],
  ['overt verify', 'sha256sum --check', 0.18],
  ['overt verify', 'read loop', 1.05],
  ['overt lock', 'overt verify', 1.15],
]

/** @param {Side} side @param {string} cwd @returns {number} milliseconds */
function once({ name, command: [program = '', ...args], answer }, cwd) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: environment })
  const took = performance.now() - start
  if (status !== 0 || !answer(stdout + stderr)) throw new Error(`\`${name}\` ended with status ${status} and said: ${stdout}${stderr}`)
  return took
}

/** @param {string} tree @param {number} files @param {number} rounds */
async function measureTree(tree, files, rounds) {
  makeTree(tree, files)
  await must('sh', ['-c', 'find node_modules -type f -print0 | xargs -0 sha256sum > ../sha256'], { cwd: tree })
  await must(overt[0] ?? '', [...overt.slice(1), 'lock', tree])
  // What is still being written would be part of the first rounds.
  await must('sync', [])
  const all = sides(files)
  /** @type {Map<string, number[]>} */
  const times = new Map(all.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const side of round % 2 === 0 ? all : all.toReversed()) {
      const took = once(side, tree)
      if (round >= 0) times.get(side.name)?.push(took)
    }
  }
  const of = (/** @type {string} */ name) => times.get(name) ?? []
  for (const { name } of all) console.log(`  ${name.padEnd(20)}${median(of(name)).toFixed(0).padStart(7)} ms, least ${Math.min(...of(name)).toFixed(0).padStart(6)} ms`)
  for (const [name, other, most] of musts) {
    const [a, b] = [of(name), of(other)]
    console.log(`  ${`${name} / ${other}`.padEnd(36)}${(median(a) / median(b)).toFixed(3)}   of the least ${(Math.min(...a) / Math.min(...b)).toFixed(3)}   must ${most}`)
  }
  console.log(`  ${(await must(example('load_manifest'), [join(tree, 'overt.lock'), String(files)])).trim()}   must 6 ms`)
}

/** @param {string} folder @param {number} rounds */
async function measureAddon(folder, rounds) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'large.node'), bytesOfLength(100e6))
  await must(overt[0] ?? '', [...overt.slice(1), 'lock', folder])
  console.log(`  an addon of 100 MB: ${(await must(example('seal'), [join(folder, 'overt.lock'), join(folder, 'large.node'), String(rounds)])).trim()}   must 1.3`)
}

await entry(async () => {
  const { values } = parseArgs({ options: { files: { type: 'string', default: '83000' }, rounds: { type: 'string', default: '5' }, 'start-up': { type: 'boolean', default: true } }, allowNegative: true })
  const [files, rounds] = [Number(values.files), Number(values.rounds)]
  await must('cargo', ['build', '--release', '--quiet', '-p', 'overt-integrity', '--examples'])
  const folder = mkdtempSync(join(tmpdir(), 'overt-bench-open-'))
  try {
    console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; ${files} files, ${rounds} rounds, interleaved; medians`)
    await measureTree(join(folder, 'tree'), files, rounds)
    await measureAddon(join(folder, 'addon'), rounds)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (values['start-up']) await must(process.execPath, [join(root, 'bench/open/start-up.mjs'), '--rounds', String(rounds)], { show: true })
})
