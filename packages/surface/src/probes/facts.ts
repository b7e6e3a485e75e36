import { type Audit, like, type Method, primordials, type Probe, replace } from '@overt/core'

const { apply, defineProperty, getOwnPropertyDescriptor, isInteger } = primordials
const { toPrimitive } = Symbol

/**
 * What a function was judged for that may end in another one, which is not asked again: that one takes it out, so that each judgement is good for one answer. A deadline of `vm` can break off in
 * between, past every `finally`. Shared by the probes of both.
 */
export interface Nesting {
  judged: string | undefined
}

/** Functions that tell facts about the machine or its user, by name, each with what it tells; and of those in which others end, what these tell. */
export interface Facts {
  readonly holder: object
  readonly names: readonly (readonly [name: string, what: string, ends?: readonly string[]])[]
}

const ofOs = ['hostname', 'userInfo', 'networkInterfaces', 'cpus', 'homedir', 'loadavg', 'uptime', 'totalmem', 'freemem', 'availableParallelism', 'version', 'release', 'type', 'machine'] as const

// Made at the start: what is patched later asks no method that the application may have replaced.
const namesOfOs: Facts['names'] = ofOs.map((name) => [name, name])

/** Those of `node:os`. */
export const factsOfOs = (os: object): Facts => ({ holder: os, names: namesOfOs })

/** `os.info`: the functions of `node:os`, and those of the runtime's own in which some of these end. */
export const createFactsProbe = ({ holder, names }: Facts, nesting: Nesting): Probe => ({
  events: ['os.info'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('os.info', () => ({ what: (what: string) => what }), (what: string) => what)
    const asking = (what: string, ends: readonly string[]) => (original: Method): Method => {
      const { ask } = {
        ask(this: unknown): unknown {
          if (operation.wanted === 0 || isJudged(nesting, ends)) return apply(original, this, arguments)
          const refusal = audit.raise(operation, what)
          if (refusal !== undefined) throw refusal.error
          nesting.judged = what
          try {
            return apply(original, this, arguments)
          } finally {
            nesting.judged = undefined
          }
        },
      }
      return asText(ask, original)
    }
    for (let i = 0; i < names.length; i++) {
      const one = names[i]
      if (one !== undefined) replace(holder, one[0], asking(one[1], one.length > 2 ? (one[2] ?? []) : []))
    }
    return []
  },
})

/** Whether what ends in this was judged, which it then is no longer. */
function isJudged(nesting: Nesting, ends: readonly string[]): boolean {
  for (let i = 0; i < ends.length; i++) {
    if (nesting.judged !== ends[i]) continue
    nesting.judged = undefined
    return true
  }
  return false
}

/** `${os.hostname}` is what the function answers: the original has a property for that, and so has the replacement. */
function asText(replacement: Method, original: Method): Method {
  const descriptor = getOwnPropertyDescriptor(original, toPrimitive)
  if (typeof descriptor?.value !== 'function') return replacement
  const value = like({ answer: (): unknown => apply(replacement, undefined, []) }.answer, descriptor.value as object)
  return defineProperty(replacement, toPrimitive, { __proto__: null, ...descriptor, value } as PropertyDescriptor)
}

interface Priority {
  readonly pid: number
  readonly priority: number
}

/** `process.set_priority` of `node:os`. */
export const createPriorityProbe = (os: object): Probe => ({
  events: ['process.set_priority'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('process.set_priority', () => ({ pid: ({ pid }: Priority) => pid, priority: ({ priority }: Priority) => priority }))
    replace(os, 'setPriority', (original): Method => ({
      setPriority(this: unknown, first: unknown, second: unknown): unknown {
        const pid = second === undefined ? 0 : first
        const priority = second === undefined ? first : second
        // What is no number is left to the platform's own error.
        const refusal = operation.wanted !== 0 && isInteger(pid) && isInteger(priority) ? audit.raise(operation, { pid: pid as number, priority: priority as number }) : undefined
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).setPriority)
    return []
  },
})
