import Module from 'node:module'
import { primordials } from '@overt/core'
import type { CodeCheck } from './code-check.ts'
import { named } from './commonjs-patches.ts'
import { held, type LoadResult } from './hook-results.ts'

const { apply, defineProperty } = primordials

type LoadHook = (this: unknown, url: string, context: object, nextLoad: unknown) => LoadResult
type RegisterHooks = (this: unknown, hooks: { readonly load?: unknown; readonly resolve?: unknown }) => unknown
const registering = Module as unknown as { readonly registerHooks: RegisterHooks }

/**
 * Load hooks that the application adds with `module.registerHooks`: they are asked before ours, need not ask ours at all, and may change what it answered. What
 * each of them answers is held to the manifest.
 *
 * @param pathOf a path for a `file:` URL, else the URL
 */
export function holdApplicationHooks(check: CodeCheck, pathOf: (url: string) => string): void {
  const original = registering.registerHooks
  const registerHooks = named(function registerHooks(this: unknown, given): unknown {
    // What is no object Node refuses.
    if (typeof given !== 'object' || (given as unknown) === null) return apply(original, this, [given])
    const { load, resolve } = given
    if (typeof load !== 'function') return apply(original, this, [{ __proto__: null, load, resolve }])
    const answers = named(function answer(this: unknown, url, context, nextLoad): LoadResult {
      return held(check, pathOf(url), apply(load as LoadHook, this, [url, context, nextLoad]))
    }, load as LoadHook)
    return apply(original, this, [{ __proto__: null, load: answers, resolve }])
  }, original)
  defineProperty(Module, 'registerHooks', { __proto__: null, value: registerHooks, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}
