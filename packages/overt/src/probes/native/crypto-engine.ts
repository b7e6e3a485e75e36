import { type Audit, type Gap, primordials } from '@overt/core'
import { type DigestOf, nativeOperation } from '../library.ts'
import { isLoaded } from '../builtin-loads.ts'
import { bindingOf, type Method, raised, replace } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply } = primordials

/**
 * `module.native` for `crypto.setEngine`: an engine of OpenSSL is a library. Node 20 and 22 take the function from a binding that can be had: where that is
 * patched before the module is loaded, the module has the patched one.
 */
export function installCryptoEngine(audit: Audit, digestOf: DigestOf): readonly Gap[] {
  const operation = nativeOperation(audit, digestOf)
  const setting = (original: Method): Method => ({
    setEngine(this: unknown, id: unknown): unknown {
      // What is no text is refused by the original.
      if (operation.wanted !== 0 && typeof id === 'string') raised(audit, operation, { name: id })
      return apply(original, this, arguments)
    },
  }).setEngine
  if (isLoaded('crypto')) replace(getBuiltinModule('node:crypto'), 'setEngine', setting)
  const binding = bindingOf('crypto')
  if (binding !== undefined) replace(binding, 'setEngine', setting)
  return []
}
