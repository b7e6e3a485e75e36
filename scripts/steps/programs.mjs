import process from 'node:process'
import { command } from '../run/command.mjs'
import { checkCounts, totalCounts } from './counts.mjs'

/** What the README begins with: every act of it checks itself. @type {import('./outcome.mjs').Step} */
export const demo = {
  name: 'demo',
  needs: ['build'],
  run: async () => checkCounts(await command(process.execPath, ['scripts/demo.mjs'], { show: true })),
}

/** Every example, with the packages as they would be published. @type {import('./outcome.mjs').Step} */
export const examples = {
  name: 'examples',
  needs: ['build'],
  run: async () => totalCounts(await command(process.execPath, ['scripts/examples.mjs'], { show: true })),
}
