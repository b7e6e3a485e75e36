import process from 'node:process'
import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { bindingOf, type Method, ownValue, raised, replace } from '../patch.ts'

const { apply, keys, numberToString } = primordials

interface Signal {
  readonly pid: number
  readonly signal: number
}

let names: Readonly<Record<number, string>> | undefined

/** The name of a signal, or its number where it has none. */
function nameOf(signal: number): string {
  names ??= namesOfSignals()
  return names[signal] ?? numberToString(signal)
}

function namesOfSignals(): Readonly<Record<number, string>> {
  const found = { __proto__: null } as unknown as Record<number, string>
  const binding = bindingOf('constants')
  const signals = (binding === undefined ? undefined : (ownValue(ownValue(binding, 'os') as object, 'signals') as Readonly<Record<string, number>>)) ?? {}
  const all = keys(signals)
  for (let i = 0; i < all.length; i++) {
    const name = all[i] ?? ''
    // Of two names for one number the first counts: SIGABRT, not SIGIOT.
    found[signals[name] ?? -1] ??= name
  }
  return found
}

const fields = (): Readers<'process.kill', Signal> => ({
  pid: ({ pid }: Signal) => pid,
  signal: ({ signal }: Signal) => nameOf(signal),
})

/**
 * `process.kill`: a signal to any process, by `process.kill`, which looks `process._kill` up at each call, or by the handle of a child. Signal 0 asks whether
 * the process is there.
 */
export function installSignals(audit: Audit): readonly Gap[] {
  const operation = audit.operation('process.kill', fields)
  replace(process, '_kill', (original: Method) => ({
    _kill(this: unknown, to: unknown, given: unknown): unknown {
      if (operation.wanted === 0 || arguments.length < 2) return apply(original, this, arguments)
      // Made numbers once, as native code does.
      const pid = (to as number) | 0
      const signal = (given as number) | 0
      raised(audit, operation, { pid, signal })
      return apply(original, this, [pid, signal])
    },
  })._kill)
  const binding = bindingOf('process_wrap')
  const handle = binding === undefined ? undefined : (ownValue(binding, 'Process') as { readonly prototype: object } | undefined)
  if (handle === undefined) return [{ event: 'process.kill', reason: 'unavailable', detail: 'the permission model hides the binding of `child_process`: signals to children are not seen' }]
  replace(handle.prototype, 'kill', (original: Method) => ({
    kill(this: unknown, given: unknown): unknown {
      const pid = typeof this === 'object' && this !== null ? ownValue(this, 'pid') : undefined
      if (operation.wanted === 0 || typeof pid !== 'number') return apply(original, this, arguments)
      const signal = (given as number) | 0
      raised(audit, operation, { pid, signal })
      return apply(original, this, [signal])
    },
  }).kill)
  return []
}
