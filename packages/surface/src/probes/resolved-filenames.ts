import { like, type Method, primordials } from '@overt/core'

const { apply, defineProperty, getOwnPropertyDescriptor, indexOf, slice, startsWith, StringCaptured } = primordials

/** What is done where `require` resolves a name. */
export interface Resolving {
  /** It begins to; what was told before is of another name. */
  readonly begin: () => void
  /** It is about to hand out a builtin. @param name without `node:` @throws what refuses */
  readonly before: (name: string) => void
}

/**
 * Watches `Module._resolveFilename`, which is anybody's to replace: whatever it is, `require` asks it last before it hands out a builtin. Deno reads the property, so it becomes an accessor, for ever; Bun has one, and
 * asks what its setter was given. What the application puts there is watched too.
 */
export function watchFilenames(modules: object, { begin, before }: Resolving): void {
  const name = '_resolveFilename'
  const watched = (original: Method): Method => like({
    _resolveFilename(this: unknown): unknown {
      begin()
      const answer = apply(original, this, arguments)
      // An object says another text each time that it is asked.
      const filename = (typeof answer === 'object' && answer !== null) || typeof answer === 'function' ? StringCaptured(answer) : answer
      const builtin = typeof filename === 'string' ? builtinNamed(filename) : undefined
      if (builtin !== undefined) before(builtin)
      return filename
    },
  }._resolveFilename, original)
  const given = (value: unknown): unknown => (typeof value === 'function' ? watched(value as Method) : value)
  const descriptor = getOwnPropertyDescriptor(modules, name)
  const store = descriptor?.set as ((value: unknown) => void) | undefined
  let current: unknown = given(descriptor?.value)
  const { get, set } = {
    get: (): unknown => current,
    set(this: unknown, value: unknown): void {
      current = given(value)
      if (store !== undefined) apply(store, this, [current])
    },
  }
  if (descriptor !== undefined) defineProperty(modules, name, { __proto__: null, get: descriptor.get ?? get, set, enumerable: descriptor.enumerable === true, configurable: false } as PropertyDescriptor)
}

/** The builtin that a resolved name stands for; undefined for a file or a URL. */
function builtinNamed(filename: string): string | undefined {
  if (startsWith(filename, 'node:')) return slice(filename, 'node:'.length)
  return startsWith(filename, 'bun:') || (indexOf(filename, ':') === -1 && !startsWith(filename, '/') && !startsWith(filename, '\\')) ? filename : undefined
}
