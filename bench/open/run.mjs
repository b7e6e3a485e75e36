// `node bench/open/run.mjs`: `overt verify` and `overt lock` of a generated tree beside other programs on the same tree, interleaved, and the load of its
// manifest. Every program's answer is checked. Prints medians and ratios. Needs b3sum and sha256sum (`npm run setup` installs b3sum on Debian).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'
import { root } from '../../scripts/run/root.mjs'
import { median } from '../compare.mjs'
import { makeTree } from './tree.mjs'

const overt = [process.execPath, join(root, 'packages/overt/dist/overt.js')]
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

/** @param {Side} side @param {string} cwd @returns {number} milliseconds */
function once({ name, command: [program = '', ...args], answer }, cwd) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  const took = performance.now() - start
  if (status !== 0 || !answer(stdout + stderr)) throw new Error(`\`${name}\` ended with status ${status} and said: ${stdout}${stderr}`)
  return took
}

await entry(async () => {
  const { values } = parseArgs({ options: { files: { type: 'string', default: '83000' }, rounds: { type: 'string', default: '9' } } })
  const [files, rounds] = [Number(values.files), Number(values.rounds)]
  await must('cargo', ['build', '--release', '--quiet', '-p', 'overt-integrity', '--examples'])
  const folder = mkdtempSync(join(tmpdir(), 'overt-bench-open-'))
  const tree = join(folder, 'tree')
  try {
    makeTree(tree, files)
    await must('sh', ['-c', 'find node_modules -type f -print0 | xargs -0 sha256sum > ../sha256'], { cwd: tree })
    await must(overt[0] ?? '', [...overt.slice(1), 'lock', tree])
    const all = sides(files)
    /** @type {Map<string, number[]>} */
    const times = new Map(all.map(({ name }) => [name, []]))
    for (let round = -1; round < rounds; round++) {
      for (const side of round % 2 === 0 ? all : all.toReversed()) {
        const took = once(side, tree)
        if (round >= 0) times.get(side.name)?.push(took)
      }
    }
    const middle = (/** @type {string} */ name) => median(times.get(name) ?? [])
    console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; ${files} files, ${rounds} rounds, interleaved; medians`)
    for (const { name } of all) console.log(`  ${name.padEnd(20)}${middle(name).toFixed(0).padStart(7)} ms   overt verify / it ${(middle('overt verify') / middle(name)).toFixed(3)}`)
    console.log(`  overt lock / overt verify ${(middle('overt lock') / middle('overt verify')).toFixed(3)}`)
    console.log(`  ${(await must(example('load_manifest'), [join(tree, 'overt.lock'), String(files)])).trim()}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
