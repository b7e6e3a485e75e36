import Module from 'node:module'

interface Loaded {
  filename: string | null
  paths: readonly string[]
  load(filename: string): void
}

const internals = Module as unknown as {
  readonly prototype: { _compile: (this: unknown, content: unknown, filename: unknown, ...more: unknown[]) => unknown }
  new (id: string, parent: null): Loaded
}
const registerHooks = (Module as unknown as { readonly registerHooks?: (hooks: object) => void }).registerHooks
type Load = (url: string, context: { readonly importAttributes?: object }) => { readonly format?: string; readonly source?: unknown }

/**
 * What the transformers make of a file: it is loaded as Node loads it, up to where its code would be run, which never happens here.
 *
 * INVARIANT: no code of a file that is asked for runs in this thread; else it could have the thread say of any text that it is any file's.
 */
export interface Maker {
  /** To be called when the transformers are loaded: whose hook comes last is asked first, and sees what all others have made. */
  listen(): void
  /** Undefined where nothing is made. */
  make(name: string): Promise<string | undefined>
}

/** To be called before transformers are loaded, which may keep functions of Node's. */
export function createMaker(): Maker {
  let asked: object | undefined
  let imports = false
  let made: unknown

  const original = internals.prototype._compile
  internals.prototype._compile = function _compile(this: unknown, content, filename, ...more): unknown {
    if (asked === undefined || this !== asked) return original.call(this, content, filename, ...more)
    made = filename === (this as Loaded).filename ? content : undefined
    return undefined
  }

  function load(url: string, context: Parameters<Load>[1], next: Load): ReturnType<Load> {
    const isRequired = context.importAttributes === undefined
    // The first that is imported is what was asked for; what a transformer loads meanwhile comes later.
    const isImported = !isRequired && imports
    if (isImported) imports = false
    const result = next(url, context)
    const isModule = isRequired && asked !== undefined && (result.format ?? '').startsWith('module')
    if (!isImported && !isModule) return result
    if (isImported) made = result.source
    return { format: isImported ? 'module' : 'commonjs', source: '', shortCircuit: true } as ReturnType<Load>
  }

  async function make(name: string): Promise<string | undefined> {
    made = undefined
    // To load an addon is to run it.
    if (name.endsWith('.node')) return undefined
    try {
      if (!name.startsWith('file:')) required(name)
      else if (registerHooks !== undefined) {
        imports = true
        await import(name)
      }
    } catch {
      // What does not load is made into nothing.
    } finally {
      asked = undefined
      imports = false
    }
    return typeof made === 'string' ? made : made instanceof Uint8Array ? Buffer.from(made).toString() : undefined
  }

  function required(name: string): void {
    const module = new internals(name, null)
    asked = module
    module.filename = name
    module.load(name)
  }

  return { listen: () => registerHooks?.({ load }), make }
}
