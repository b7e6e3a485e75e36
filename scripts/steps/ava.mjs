import { join } from 'node:path'
import process from 'node:process'
import { command, must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { nodes } from '../setup/runtimes.mjs'
import { avaCounts } from './counts.mjs'

/** @typedef {import('./outcome.mjs').Step} Step */

/** One step for each line of Node. @type {readonly Step[]} */
export const ava = nodes().map(({ version, path }) => ({
  name: `ava-node${version.split('.')[0]}`,
  needs: ['build'],
  run: async () => {
    // Node 20 runs no TypeScript.
    if (version.startsWith('20.')) await must(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.test.json'])
    return avaCounts(await command(path, [join(root, 'node_modules/ava/entrypoints/cli.mjs')], { show: true }))
  },
}))

/** What starts Deno and Bun: once, on the newest Node. @type {Step} */
export const avaHosts = {
  name: 'ava-hosts',
  needs: ['build', 'hosts', 'capi'],
  run: async () => {
    const node = nodes().at(-1)?.path ?? process.execPath
    return avaCounts(await command(node, [join(root, 'node_modules/ava/entrypoints/cli.mjs'), '--config', 'ava.hosts.config.js'], { show: true }))
  },
}
