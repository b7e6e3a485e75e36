import { callerJson, type Platform } from '@overt/core'
import type { Host } from './host.ts'
import type { StandardError } from './output.ts'

/** An internal fault of overt, or a record that must be written and cannot. */
const exitFault = 70
/** As a process that SIGKILL ended. */
const exitKilled = 137

/** Deno or Bun, as the core sees it. */
export function createPlatform(host: Host, standardError: StandardError): Platform {
  const inside: boolean[] = []
  return {
    runtime: `${host.product} ${host.version}`,
    utf8Write: host.utf8Write,
    pid: host.pid,
    thread: host.thread,
    /** In JavaScript, so weaker than on Node: a termination that skips `finally` leaves the mark, and the hook is not called again. Rules judge all the same. */
    enter(body, slot) {
      if (inside[slot] === true) return false
      inside[slot] = true
      try {
        body()
      } finally {
        inside[slot] = false
      }
      return true
    },
    caller: () => callerJson(host.caller?.() ?? { name: undefined, reason: 'unavailable' }),
    kill(): never {
      host.kill()
      return host.exit(exitKilled)
    },
    fatal(message): never {
      standardError.say(message)
      return host.exit(exitFault)
    },
    alert: (line, response) => {
      standardError.say(line, response)
    },
  }
}
