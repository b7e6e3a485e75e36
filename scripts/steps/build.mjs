import { build } from '../build.mjs'
import { buildCapi } from '../build/capi.mjs'
import { buildHosts } from '../build/hosts.mjs'
import { buildWasmModules } from '../build/wasm.mjs'
import { setup } from '../setup.mjs'
import { fail, pass } from './outcome.mjs'

/** @typedef {import('./outcome.mjs').Step} Step */

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<import('./outcome.mjs').Outcome>}
 */
async function done(work) {
  try {
    await work()
    return pass()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    console.log(message)
    return fail(message.split('\n')[0] ?? '')
  }
}

/** @type {Step} */
export const setUp = { name: 'setup', run: () => done(() => setup()) }

/** @type {Step} */
export const built = { name: 'build', run: () => done(() => build()) }

/** @type {Step} */
export const builtWasm = { name: 'wasm', run: () => done(buildWasmModules) }

/** The library for C. @type {Step} */
export const builtCapi = { name: 'capi', run: () => done(buildCapi) }

/** The packages for Deno and Bun, and what publishing one of them would say. @type {Step} */
export const builtHosts = { name: 'hosts', needs: ['wasm'], run: () => done(buildHosts) }
