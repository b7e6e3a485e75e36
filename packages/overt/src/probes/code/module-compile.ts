import Module from 'node:module'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { createBeforeCompile } from './compiling.ts'
import { replace } from '../patch.ts'

const { apply, startsWith } = primordials
const prototype = (Module as unknown as { readonly prototype: object }).prototype
const loader = 'node:internal/modules/cjs/loader'
const nothing = (): void => undefined

/**
 * `Module.prototype._compile`, where somebody wants `code.compile`: the application's calls, not the loader's. It claims no name: native code compares what was
 * compiled with the file, and no frame stands in the stack traces of every module.
 */
export function createModuleCompileProbe(runtimeScript: (() => string) | undefined): Probe {
  return {
    events: ['code.compile'],
    capturable: true,
    bindings: [],
    install(audit: Audit): readonly Gap[] {
      if (runtimeScript === undefined) return [{ event: 'code.compile', reason: 'unavailable', detail: 'without the native engine `Module#_compile` cannot be told from the loader: it is not raised' }]
      const before = createBeforeCompile(audit, nothing)
      replace(prototype, '_compile', (original) =>
        function _compile(this: unknown, content: unknown, filename: unknown): unknown {
          if (typeof content === 'string' && !startsWith(runtimeScript(), loader)) before(content, typeof filename === 'string' ? filename : undefined, 'commonjs', undefined)
          return apply(original, this, arguments)
        })
      return []
    },
  }
}
