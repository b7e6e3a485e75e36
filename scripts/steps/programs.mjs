import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { output } from '../build/native.mjs'
import { command } from '../run/command.mjs'
import { nodes } from '../setup/runtimes.mjs'
import { caseCounts, checkCounts, totalCounts } from './counts.mjs'
import { skip, sum } from './outcome.mjs'

/** The addon by itself, on every line of Node: the guard, the stack, code from strings, the second load, workers that end in mid-call. @type {import('./outcome.mjs').Step} */
export const binding = {
  name: 'binding',
  needs: ['build'],
  run: async () => {
    const addon = readdirSync(output).find((name) => name.endsWith('.node')) ?? 'missing.node'
    const outcomes = []
    for (const { path } of nodes()) outcomes.push(caseCounts(await command(path, ['crates/binding/tests/smoke.cjs', join(output, addon)], { show: true })))
    return sum(outcomes)
  },
}

/** What the README begins with: every act of it checks itself. @type {import('./outcome.mjs').Step} */
export const demo = {
  name: 'demo',
  needs: ['build'],
  run: async () => checkCounts(await command(process.execPath, ['scripts/demo.mjs'], { show: true })),
}

/** The packages as tarballs: what they hold, and that each package manager's installation of them runs. @type {import('./outcome.mjs').Step} */
export const install = {
  name: 'install',
  needs: ['build', 'hosts'],
  run: async () => totalCounts(await command(process.execPath, ['scripts/install.mjs'], { show: true })),
}

/** Every example: with the packages as they would be published, the library for C, and the WebAssembly modules. @type {import('./outcome.mjs').Step} */
export const examples = {
  name: 'examples',
  needs: ['build', 'wasm', 'capi'],
  run: async () => totalCounts(await command(process.execPath, ['scripts/examples.mjs'], { show: true })),
}

/** Memory under load, and what a SIGKILL leaves, with small numbers: some seconds. @type {import('./outcome.mjs').Step} */
export const soak = {
  name: 'soak',
  needs: ['build'],
  run: async () => {
    const node = nodes().find(({ version }) => version.startsWith('24.'))
    if (node === undefined) return skip('Node 24 is not installed')
    return totalCounts(await command(process.execPath, ['scripts/soak.mjs', '--node', node.path, '--kills', '10', '--events', '100000', '--seconds', '4'], { show: true }))
  },
}

/** A sample of Node's own tests, on the line of Node that Debian has the very release of. @type {import('./outcome.mjs').Step} */
export const nodeSuite = {
  name: 'node-suite',
  needs: ['build'],
  run: async () => {
    const node = nodes().find(({ version }) => version.startsWith('24.'))
    if (node === undefined) return skip('Node 24 is not installed')
    const result = await command(process.execPath, ['scripts/node-suite.mjs', '--node', node.path, '--sample', '300'], { show: true })
    const reason = /^skipped: (.+)$/m.exec(result.output)?.[1]
    return reason === undefined ? totalCounts(result) : skip(reason)
  },
}
