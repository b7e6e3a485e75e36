import { normalPath, ownValue, primordials, replace } from '@overt/core'
import type { Disguises } from './disguises.ts'

const { apply, getOwnPropertyDescriptor, StringCaptured } = primordials

/** What of `node:module` compiles a text, or has a module made of one. */
export interface CompilingModules {
  readonly prototype: object
  readonly wrap: unknown
  readonly wrapper: unknown
}

/**
 * Watches what compiles a text under a name that its caller chooses, where scripts are told by their names: `_compile`, which `require` goes through too, and hooks for loading. A
 * text that is that file's own has its name rightly.
 *
 * @param peek the text of a file; undefined where it may not be read
 * @param folder the working folder
 * @param hooked called when the application has added hooks of its own
 */
export function watchCompiling(modules: CompilingModules, disguises: Disguises, peek: (path: string) => string | undefined, folder: () => string, hooked: () => void): void {
  const wrapping = readers(modules, 'wrap')
  const wrappers = readers(modules, 'wrapper')
  const wrap = wrapping()
  const before = edge(wrappers(), 0)
  const after = edge(wrappers(), 1)
  /** Whether more than a module's own text would be compiled in its name. */
  const isWrapped = (): boolean => wrapping() !== wrap || edge(wrappers(), 0) !== before || edge(wrappers(), 1) !== after
  replace(modules.prototype, '_compile', (original) =>
    ({
      _compile(this: unknown, content: unknown, filename: unknown): unknown {
        const text = StringCaptured(content)
        const name = StringCaptured(filename)
        disguises.look(text)
        if (peek(name) !== text || isWrapped()) disguises.take(normalPath(name, folder))
        return apply(original, this, [text, name])
      },
    })._compile,
  )
  for (const name of ['registerHooks', 'register']) {
    replace(modules, name, (original) =>
      ({
        registering(this: unknown, ...given: readonly unknown[]): unknown {
          disguises.lose('claimed')
          const added: unknown = apply(original, this, given)
          hooked()
          return added
        },
      }).registering,
    )
  }
}

/** Builtins that compile or rename what they are given. */
const compiling = ['vm', 'inspector', 'inspector/promises', 'repl'] as const

/** Called with the name of each builtin that the application asks for. */
export const watchBuiltin = (disguises: Disguises, name: string): void => {
  for (let i = 0; i < compiling.length; i++) if (name === compiling[i] || name === `node:${compiling[i] ?? ''}`) disguises.lose('claimed')
}

/** Reads a property as it was made: of an accessor by the function that was there before the application. */
function readers(holder: object, name: string): () => unknown {
  const get = getOwnPropertyDescriptor(holder, name)?.get
  // Where the application has put a value in an accessor's place, that is another than the accessor's.
  return () => (get === undefined || getOwnPropertyDescriptor(holder, name)?.get !== get ? ownValue(holder, name) : apply<unknown>(get as never, holder, []))
}

/** One of the two texts around a module. */
const edge = (list: unknown, which: 0 | 1): unknown => (typeof list === 'object' && list !== null ? ownValue(list, which) : list)
