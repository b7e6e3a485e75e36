import { command } from '../run/command.mjs'
import { checked } from './checked.mjs'
import { cargoCounts } from './counts.mjs'
import { cargoDeny } from './cargo-deny.mjs'

/** @typedef {import('./outcome.mjs').Step} Step */

/** @type {Step} */
export const rustfmt = { name: 'rustfmt', run: () => checked('cargo', ['fmt', '--all', '--check']) }

/** @type {Step} */
export const clippy = {
  name: 'clippy',
  run: () => checked('cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings']),
}

/** @type {Step} */
export const cargoTest = {
  name: 'cargo-test',
  run: async () => cargoCounts(await command('cargo', ['test', '--workspace', '--locked', '--no-fail-fast', '--quiet'], { show: true })),
}

/** @type {Step} */
export const deny = { name: 'cargo-deny', run: cargoDeny }
