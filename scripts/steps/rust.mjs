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
  run: async () => {
    const whole = await checked('cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings'])
    if (whole.failed > 0) return whole
    // Each half of the library for C as a module of WebAssembly has it.
    for (const feature of ['judge', 'compile']) {
      const half = await checked('cargo', ['clippy', '--package', 'overt-capi', '--lib', '--no-default-features', '--features', feature, '--locked', '--quiet', '--', '-D', 'warnings'])
      if (half.failed > 0) return half
    }
    return whole
  },
}

/** What descriptions refer to is there, in all crates and of private items too. (That every public item of those that others use is described, the compiler holds: `missing_docs`.) @type {Step} */
export const rustdoc = {
  name: 'rustdoc',
  run: () => checked('cargo', ['doc', '--workspace', '--document-private-items', '--no-deps', '--locked', '--quiet'], { env: { RUSTDOCFLAGS: '-D warnings' } }),
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
