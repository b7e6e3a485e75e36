import Module from 'node:module'
import process from 'node:process'
import { type Gap, type Mode, primordials, unusable } from '@overt/core'
import { fileURLToPath, hasHooks, isHookThread, URLCaptured } from '../captured.ts'
import type { CodeCheck } from './code-check.ts'
import { named } from './commonjs-patches.ts'
import { optionsGiven } from '../options-given.ts'

const { apply, defineProperty, startsWith, StringCaptured } = primordials

type Register = (this: unknown, specifier: unknown, parent: unknown, options: unknown) => unknown
const registering = Module as unknown as { readonly register?: Register }

/**
 * On Node 22 the thread's loader asks our hooks, and so does the application's for what its hooks answer. On Node 20 what the thread reads is held to the manifest, but the application's loader
 * takes what hooks answer as it is; later ones ask nobody in the thread.
 */
const isHeld: boolean = startsWith(process.versions.node, '22.')
const why = hasHooks ? 'its code is loaded past everything that could compare it' : 'Node 20 runs the text that hooks answer, and nobody can compare it'
const instead = hasHooks ? 'use `module.registerHooks`, or run without a manifest' : 'run without a manifest, or on Node 22 or later'

/**
 * The thread in which Node runs what `module.register` and `--experimental-loader` name. On Node 24 and later its loader asks no hook, and what a loader's option names runs
 * there before overt: neither the files nor the `data:` code in it can be compared. On Node 20 it is what its hooks answer that cannot.
 *
 * @throws Unusable `OVERT_MANIFEST` in enforce, where this is that thread (which Node 20 does not tell), or an option starts it
 */
export function refuseHookThread(mode: Mode): Gap | undefined {
  if (isHeld) return undefined
  const option = optionsGiven().find((name) => name === '--experimental-loader' || name === '--loader')
  if (option === undefined && !isHookThread()) return undefined
  const what = option === undefined ? "Node's thread for `module.register`" : `what \`${option}\` names`
  if (mode === 'enforce') {
    throw unusable('OVERT_MANIFEST', `${what} is refused: ${why}; ${instead}`)
  }
  return { event: 'open.verify', reason: 'unavailable', detail: `${what} runs unverified: ${why}` }
}

/** `module.register` says it before the thread is there, so that an application can go on without. */
export function holdRegister(check: CodeCheck): void {
  const original = registering.register
  if (original === undefined || isHeld) return
  const register = named(function register(this: unknown, specifier: unknown, parent: unknown, options: unknown): unknown {
    // A URL is made a text once: what is named here is what runs.
    const text = typeof specifier === 'symbol' ? specifier : StringCaptured(specifier)
    if (typeof text === 'string') check.notCompared(located(text, parent))
    return apply(original, this, [text, parent, options])
  }, original)
  defineProperty(Module, 'register', { __proto__: null, value: register, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

/** The file's path, where the specifier names one by itself; else the specifier, which Node resolves. */
function located(specifier: string, parent: unknown): string {
  if (!startsWith(specifier, 'file:') && !startsWith(specifier, './') && !startsWith(specifier, '../')) return specifier
  try {
    return fileURLToPath(new URLCaptured(specifier, typeof parent === 'string' ? parent : undefined))
  } catch {
    return specifier
  }
}
