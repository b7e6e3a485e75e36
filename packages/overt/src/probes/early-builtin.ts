import process from 'node:process'
import { primordials } from '@overt/core'

const { append, apply, defineProperty, getOwnPropertyDescriptor } = primordials
const { getBuiltinModule } = process

/** A module of the runtime that was loaded before the application asked for it, to be patched. */
export interface EarlyBuiltin {
  readonly exports: object
  /** To be called when the application first makes use of it: the runtime's warning that it is experimental is given then. */
  used(): void
}

/**
 * Loads a module of the runtime without a word; undefined where this Node has none by this name. Some of them warn when they are loaded that they are
 * experimental, once: that warning belongs to the application's own use.
 */
export function earlyBuiltin(name: string): EarlyBuiltin | undefined {
  const warnings: unknown[][] = []
  const said = getOwnPropertyDescriptor(process, 'emitWarning')
  const keep = {
    emitWarning(): void {
      append(warnings, arguments as unknown as unknown[])
    },
  }.emitWarning
  defineProperty(process, 'emitWarning', { __proto__: null, ...said, value: keep } as PropertyDescriptor)
  let exports: object | undefined
  try {
    exports = getBuiltinModule(name)
  } finally {
    defineProperty(process, 'emitWarning', { __proto__: null, ...said } as PropertyDescriptor)
  }
  if (exports === undefined) return undefined
  return {
    exports,
    used(): void {
      while (warnings.length > 0) apply<unknown>(process.emitWarning, process, pop(warnings))
    },
  }
}

/** Takes the last; the lists hold one element at most. */
function pop(list: unknown[][]): unknown[] {
  const last = list[list.length - 1] ?? []
  list.length -= 1
  return last
}
