import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { type Audit, type Gap, type Mode, primordials, type Probe, wantedByRules } from '@overt/core'
import { type DigestOf, nativeOperation } from '../library.ts'
import { bindingOf, isLoaded, type Method, raised, replace } from '../patch.ts'

const { apply } = primordials
const { getBuiltinModule } = process

/**
 * `module.native` for `crypto.setEngine`: an engine of OpenSSL is a library. `crypto` takes ten milliseconds to load, its binding two, so that neither is loaded
 * where only rules ask, in monitor. Node 20 and 22 take the function from a binding that can be had, which is patched before `crypto` is loaded.
 */
export const createCryptoEngineProbe = (mode: Mode, digestOf: DigestOf): Probe => ({
  events: ['module.native'],
  capturable: true,
  bindings: ['crypto'],
  install(audit: Audit): readonly Gap[] {
    const operation = nativeOperation(audit, digestOf)
    const setting = (original: Method): Method => ({
      setEngine(this: unknown, id: unknown): unknown {
        // What is no text is refused by the original.
        if (operation.wanted !== 0 && typeof id === 'string') raised(audit, operation, { name: id })
        return apply(original, this, arguments)
      },
    }).setEngine
    const loaded = isLoaded('internal/crypto/util')
    if (!loaded && mode !== 'enforce' && operation.wanted === wantedByRules) return []
    const binding = loaded ? undefined : bindingOf('crypto')
    if (binding !== undefined) replace(binding, 'setEngine', setting)
    else if (replace(getBuiltinModule('node:crypto'), 'setEngine', setting)) syncBuiltinESMExports()
    return []
  },
})
