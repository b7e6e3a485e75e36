import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { totalCounts } from './counts.mjs'
import { fail } from './outcome.mjs'

const script = 'scripts/conformance.mjs'

/** The same cases through every build of the engine, on every runtime. @type {import('./outcome.mjs').Step} */
export const conformance = {
  name: 'conformance',
  needs: ['build', 'hosts', 'capi'],
  run: async () => {
    if (!existsSync(join(root, script))) return fail(`\`${script}\` is missing`)
    return totalCounts(await command(process.execPath, [script], { show: true }))
  },
}
