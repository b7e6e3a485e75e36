import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { refuseRequest } from './dns-refusal.ts'
import { nativeText } from '../native-text.ts'
import { bindingOf, replace } from '../patch.ts'
import { execPath } from '../../captured.ts'

const { apply } = primordials

interface Lookup {
  readonly host: string
  readonly family: number
}

const fields = (): Readers<'dns.lookup', Lookup> => ({
  host: (call: Lookup) => call.host,
  family: (call: Lookup) => call.family,
  image: () => execPath,
})

/** `dns.lookup`: what `dns.lookup`, `dns.promises.lookup` and connecting by name ask the operating system. An address in digits is answered without asking. */
export function installDns(audit: Audit): readonly Gap[] {
  const binding = bindingOf('cares_wrap')
  if (binding === undefined) return [{ event: 'dns.lookup', reason: 'unavailable', detail: 'the permission model hides the binding of `dns`' }]
  const operation = audit.operation('dns.lookup', fields)
  replace(
    binding,
    'getaddrinfo',
    (original) =>
      ({
        getaddrinfo(this: unknown, request: unknown, name: unknown, family: unknown): unknown {
          if (operation.wanted === 0) return apply(original, this, arguments)
          const host = nativeText(name)
          const refusal = audit.raise(operation, { host, family: typeof family === 'number' ? family : 0 })
          if (refusal !== undefined) return refuseRequest(request, refusal.error)
          arguments[1] = host
          return apply(original, this, arguments)
        },
      }).getaddrinfo,
  )
  return []
}
