import Module from 'node:module'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { createBeforeCompile } from './compiling.ts'
import { type Method, replace } from '../patch.ts'

const { apply, defineData, startsWith } = primordials
const prototype = (Module as unknown as { readonly prototype: object }).prototype
const loader = 'node:internal/modules/cjs/loader'
const nothing = (): void => undefined

/** What the binding has for it. */
interface Native {
  /** The nearest script that is not overt's own, where it is certainly the runtime's; else empty. */
  runtimeScript(): string
  /** A function without a frame that calls `before`, unless a script of the runtime calls whose name begins with `unasked`, and then `original`; null where there is none. */
  unframed(original: Method, before: Method, unasked: string): Method | null
}

/**
 * `Module.prototype._compile`, where somebody wants `code.compile`: the application's calls, not the loader's. It claims no name: native code compares what was
 * compiled with the file. What stands before Node's function is native too where it can be, so that stack traces of modules are what they are without overt.
 */
export function createModuleCompileProbe(native: Native | undefined): Probe {
  return {
    events: ['code.compile'],
    capturable: true,
    bindings: [],
    install(audit: Audit): readonly Gap[] {
      if (native === undefined) return [{ event: 'code.compile', reason: 'unavailable', detail: 'without the native engine `Module#_compile` cannot be told from the loader: it is not raised' }]
      const { runtimeScript, unframed } = native
      const before = createBeforeCompile(audit, nothing)
      const compiling = (content: unknown, filename: unknown): void => {
        // Where `Module.wrap` was replaced Node makes a text of what is none. What that will be only the application's own conversion could say.
        before(typeof content === 'string' ? content : '', typeof filename === 'string' ? filename : undefined, 'commonjs', undefined)
      }
      let hidden: Method | undefined
      replace(prototype, '_compile', (original) => {
        const replacement = unframed(original, compiling, loader)
        if (replacement !== null) hidden = original
        return replacement ?? function _compile(this: unknown, content: unknown, filename: unknown): unknown {
          if (!startsWith(runtimeScript(), loader)) compiling(content, filename)
          return apply(original, this, arguments)
        }
      })
      // V8 looks for the name that stack traces show of a method among the properties that hold it, and another function is there now.
      if (hidden?.name === '') defineData(hidden, 'name', '_compile', false, false, true)
      return []
    },
  }
}
