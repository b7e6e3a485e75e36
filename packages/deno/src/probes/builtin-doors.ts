// Doors to a builtin that overt's own hook does not stand before: what `require` made of a name by a function or a hook of the application's.
import { type Method, primordials, replace } from '@overt/core'
import { define, readOnce, type Resolving, watchFilenames } from '@overt/surface'

const { apply, defineData, ErrorCaptured, slice, startsWith, StringCaptured } = primordials

/** What is done before a builtin is handed out. */
export interface Doors extends Resolving {
  /** What an `import` of a builtin gets, by its URL; `context` is the hook's. */
  readonly imported: (url: string, context: object) => string
}

/**
 * Deno hands its own parts out to a `require` of their names (2.9.6), some of which do what a builtin does without its functions: they are not to be had, as on Node.
 *
 * @throws an error as for what is not there
 */
export function refuseInternal(name: string): void {
  if (!startsWith(name, 'internal/')) return
  const error = new ErrorCaptured(`Cannot find module '${name}'`)
  defineData(error, 'code', 'MODULE_NOT_FOUND', true, true, true)
  throw error
}

/** Watches both. */
export function watchDoors(modules: object, doors: Doors): void {
  watchFilenames(modules, doors)
  replace(modules, 'registerHooks', (original): Method => ({
    registerHooks(this: unknown, hooks: unknown): unknown {
      if (typeof hooks !== 'object' || hooks === null) return apply(original, this, arguments)
      const own = readOnce(hooks, ['resolve', 'load'])
      if (typeof own['resolve'] === 'function') define(own, 'resolve', answering(own['resolve'] as Method, doors))
      return apply(original, this, [own])
    },
  }).registerHooks)
}

/** A hook of the application's, which may name a builtin without asking the next one. */
const answering = (original: Method, doors: Doors): Method => ({
  resolve(this: unknown, specifier: unknown, context: unknown, next: unknown): unknown {
    doors.begin()
    const answer = apply(original, this, [specifier, context, next])
    if (typeof answer !== 'object' || answer === null) return answer
    const fixed = readOnce(answer, ['url'])
    if (fixed['url'] === undefined) return fixed
    // An object says another text each time that it is asked.
    const url = StringCaptured(fixed['url'])
    const isBuiltin = startsWith(url, 'node:')
    if (isBuiltin) doors.before(slice(url, 'node:'.length))
    define(fixed, 'url', isBuiltin ? doors.imported(url, (typeof context === 'object' ? context : undefined) ?? {}) : url)
    return fixed
  },
}).resolve
