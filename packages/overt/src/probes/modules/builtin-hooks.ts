import Module from 'node:module'
import { primordials } from '@overt/core'
import { type Method, replace } from '../patch.ts'
import { fileURLToPath, registerHooks } from '../../captured.ts'

const { apply, SafeSet, setAdd, setHas, slice, startsWith } = primordials

interface Context {
  readonly parentURL?: string | undefined
  /** Undefined for `require`, an object for `import`. */
  readonly importAttributes?: object | undefined
}

interface Hooks {
  readonly load?: (url: string, context: Context, next: (url: string, context: Context) => object) => object
  readonly resolve?: (specifier: string, context: Context, next: (specifier: string, context: Context) => { readonly url: string }) => { readonly url: string }
}

/** Node's own hooks of the loader: 22.15 and later. */
export const hook = registerHooks as ((hooks: Hooks) => unknown) | undefined

/**
 * Asks Node's own hooks for each module of the runtime that `require` or `import` asks for, once each, before whoever asked has it.
 *
 * The load hook is told of each `require`, and of what `import` asks for first; the resolve hook of everything, with who asked, and it is dear: 160,000 instructions for each module that is required (docs/design/loader.md). So it is
 * registered where somebody looks at more than the name, else when the first `import` comes: what is refused at its load stays refused, and is by its name alone then. It is too before the application registers hooks, which are asked
 * before those that were there: a load hook need not ask for the next step, or asks for it with another URL, and the runtime's module is there all the same.
 *
 * @param register Node's `module.registerHooks`
 * @param before told the name, with its `node:`, and the path or URL of who asked, where it is known
 * @returns registers the resolve hook, if it is not yet
 */
export function hookBuiltins(register: NonNullable<typeof hook>, before: (name: string, parent: string | undefined) => void): () => void {
  let resolving = false
  /** What the resolve hook has told of and the load hook is about to be told of, for `require`, which does one after the other. */
  let required: string | undefined
  /** What the resolve hook has told of for `import`, which loads it once. */
  const imported = new SafeSet()

  const hookResolution = (): void => {
    if (resolving) return
    register({
      resolve(specifier, context, next) {
        const found = next(specifier, context)
        if (startsWith(found.url, 'node:')) {
          before(found.url, context.parentURL === undefined ? undefined : pathOf(context.parentURL))
          if (context.importAttributes === undefined) required = found.url
          else setAdd(imported, found.url)
        }
        return found
      },
    })
    // Only now: where an exhausted stack breaks it off it is done anew, and twice rather than not at all.
    resolving = true
  }

  register({
    load(url, context, next) {
      const isRequired = context.importAttributes === undefined
      if (!isRequired) hookResolution()
      if (startsWith(url, 'node:')) {
        const told = isRequired ? required === url : setHas(imported, url)
        required = undefined
        if (!told) before(url, undefined)
      }
      return next(url, context)
    },
  })
  replace(Module, 'registerHooks', (original: Method) => ({
    registerHooks(this: unknown): unknown {
      hookResolution()
      return apply(original, this, arguments)
    },
  }).registerHooks)
  return hookResolution
}

function pathOf(url: string): string {
  if (!startsWith(url, 'file:')) return url
  try {
    return fileURLToPath(url)
  } catch {
    return slice(url, 7)
  }
}
