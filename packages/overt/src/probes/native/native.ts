import process from 'node:process'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { type DigestOf, nativeOperation } from '../library.ts'
import { raised, replace } from '../patch.ts'

const { apply, StringCaptured } = primordials

/**
 * `module.native`: `process.dlopen`, which `require` and `import` of an addon look up and call. It stands in front of the loader's own patch, so that a rule
 * sees the name before a manifest exchanges it.
 */
export const createNativeProbe = (digestOf: DigestOf): Probe => ({
  events: ['module.native'],
  capturable: true,
  bindings: [],
  install(audit: Audit): readonly Gap[] {
    const operation = nativeOperation(audit, digestOf)
    replace(process, 'dlopen', (original) =>
      ({
        dlopen(this: unknown, _module: unknown, name: unknown): unknown {
          // What is no name of a file is refused by the original, in its own words.
          if (operation.wanted === 0 || arguments.length < 2 || typeof name === 'symbol') return apply(original, this, arguments)
          // Made a string once, as native code does: an object could be another name each time that it is asked.
          const text = typeof name === 'string' ? name : StringCaptured(name)
          raised(audit, operation, { name: text })
          arguments[1] = text
          return apply(original, this, arguments)
        },
      }).dlopen)
    return []
  },
})
