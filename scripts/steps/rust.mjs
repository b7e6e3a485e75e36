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

/** The crates that others use: every public item is described (the compiler's `missing_docs`), and what the descriptions refer to is there. @type {Step} */
export const rustdoc = {
  name: 'rustdoc',
  run: () => checked('cargo', ['doc', '--no-deps', '--locked', '--quiet', ...['engine', 'integrity', 'capi'].flatMap((name) => ['--package', `overt-${name}`])], { env: { RUSTDOCFLAGS: '-D warnings' } }),
}

/** @type {Step} */
export const cargoTest = {
  name: 'cargo-test',
  run: async () => cargoCounts(await command('cargo', ['test', '--workspace', '--locked', '--no-fail-fast', '--quiet'], { show: true })),
}

/**
 * The property test of the engine against the plain evaluator, over a million pairs of a rule and an event, in a build that is fast enough for it.
 *
 * @type {Step}
 */
export const agreement = {
  name: 'agreement',
  run: async () => {
    const words = ['test', '--profile', 'agreement', '--locked', '-p', 'overt-engine', '--test', 'agreement', '--', '--nocapture']
    return cargoCounts(await command('cargo', words, { show: true, env: { PROPTEST_CASES: '8000' } }))
  },
}

/** @type {Step} */
export const deny = { name: 'cargo-deny', run: cargoDeny }
