import { type Audit, type Gap, type Operation, primordials } from '@overt/core'
import { type DigestOf, type Library, nativeOperation } from '../library.ts'
import { isLoaded } from '../builtin-loads.ts'
import { bindingOf, type Method, ownValue, raised, replace } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, argumentAt, getPrototypeOf } = primordials

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
  if (binding === undefined) return []
  replace(binding, 'setEngine', setting)
  const contexts = ownValue(binding, 'SecureContext') as { readonly prototype: object } | undefined
  if (contexts !== undefined) patchContexts(audit, operation, contexts.prototype)
  return []
}

/**
 * The same for `clientCertEngine` and `privateKeyEngine` of `node:tls`: its contexts load them. From Node 24 on their native class is in no binding that can be had, so
 * one of them is made, without certificates, when the module is loaded.
 */
export function installContextEngines(audit: Audit, digestOf: DigestOf): readonly Gap[] {
  if (bindingOf('crypto') !== undefined) return []
  const { SecureContext } = getBuiltinModule('node:tls') as unknown as { readonly SecureContext: new () => { readonly context: object } }
  const prototype = getPrototypeOf(new SecureContext().context)
  if (prototype !== null) patchContexts(audit, nativeOperation(audit, digestOf), prototype)
  return []
}

function patchContexts(audit: Audit, operation: Operation<Library>, prototype: object): void {
  const loading = (at: number) => (original: Method): Method => ({
    load(this: unknown): unknown {
      const engine = argumentAt(arguments, at)
      if (operation.wanted !== 0 && typeof engine === 'string') raised(audit, operation, { name: engine })
      return apply(original, this, arguments)
    },
  }).load
  replace(prototype, 'setClientCertEngine', loading(0))
  replace(prototype, 'setEngineKey', loading(1))
}
