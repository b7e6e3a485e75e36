import { type Audit, type Gap, primordials } from '@overt/core'
import { bindingOf, type Method, raised, replace } from '../patch.ts'
import { getBuiltinModule, toPrimitive } from '../../captured.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, isInteger, startsWith } = primordials

/** What is asked for, by the public function and by the binding's, of which a public one may have none. */
const facts: readonly (readonly [what: string, native: string])[] = [
  ['hostname', 'getHostname'], ['userInfo', 'getUserInfo'], ['networkInterfaces', 'getInterfaceAddresses'], ['cpus', 'getCPUs'], ['homedir', 'getHomeDirectory'],
  ['loadavg', 'getLoadAvg'], ['uptime', 'getUptime'], ['totalmem', 'getTotalMem'], ['freemem', 'getFreeMem'], ['availableParallelism', 'getAvailableParallelism'],
  ['version', 'getOSInformation'], ['release', ''], ['type', ''], ['machine', ''],
]

/** The runtime's modules that ask for themselves: where the prompt's history lies, how many tests to run at once. */
const askers = ['node:internal/repl', 'node:repl', 'node:internal/test_runner', 'node:internal/process/', 'node:internal/main/'] as const

/**
 * `os.info`. The module took the native functions when it was loaded, so both its own and the binding's are replaced.
 *
 * @param runtimeScript the name of the script of the nearest JavaScript frame that is not overt's, where that script is certainly the runtime's own; else empty
 */
export function installOs(audit: Audit, runtimeScript: () => string): readonly Gap[] {
  const operation = audit.operation('os.info', () => ({ what: (what: string) => what }), (what: string) => what)
  const asking = (what: string) => (original: Method): Method => ({
    ask(this: unknown): unknown {
      if (operation.wanted !== 0 && !isAsker(runtimeScript())) raised(audit, operation, what)
      return apply(original, this, arguments)
    },
  }).ask
  // Loaded before the binding is patched: it is to hold the originals, or one question would be two events.
  const os = getBuiltinModule('node:os')
  const binding = bindingOf('os')
  for (let i = 0; i < facts.length; i++) {
    const fact = facts[i]
    if (fact === undefined) continue
    if (replace(os, fact[0], asking(fact[0]))) asText(os, fact[0])
    if (binding !== undefined && fact[1] !== '') replace(binding, fact[1], asking(fact[0]))
  }
  return []
}

function isAsker(script: string): boolean {
  if (script === '') return false
  for (let i = 0; i < askers.length; i++) if (startsWith(script, askers[i] ?? '')) return true
  return false
}

/** `${os.hostname}` is what the function answers: the original had a property for that, which the replacement has too. */
function asText(os: object, name: string): void {
  const replacement = getOwnPropertyDescriptor(os, name)?.value as () => unknown
  const value = (): unknown => replacement()
  defineProperty(replacement, toPrimitive, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

interface Priority {
  readonly pid: number
  readonly priority: number
}

/** `process.set_priority`: the same for `os.setPriority`. */
export function installPriority(audit: Audit): readonly Gap[] {
  const operation = audit.operation('process.set_priority', () => ({ pid: ({ pid }: Priority) => pid, priority: ({ priority }: Priority) => priority }))
  const setting = (original: Method): Method => ({
    setPriority(this: unknown, first: unknown, second: unknown): unknown {
      const pid = second === undefined ? 0 : first
      const priority = second === undefined ? first : second
      // What is no number is refused by the public function; native code ends the process.
      if (operation.wanted !== 0 && isInteger(pid) && isInteger(priority)) raised(audit, operation, { pid: pid as number, priority: priority as number })
      return apply(original, this, arguments)
    },
  }).setPriority
  const os = getBuiltinModule('node:os')
  const binding = bindingOf('os')
  replace(os, 'setPriority', setting)
  if (binding !== undefined) replace(binding, 'setPriority', setting)
  return []
}
