import { type Audit, type Method, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { listOf, optionsAt } from './acted-arguments.ts'
import { type Form, refuse } from './forms.ts'
import { givenPath } from './given-path.ts'

const { apply } = primordials

/** What is done to files by their names. */
export type Deed = 'rename' | 'copy' | 'copy_tree' | 'link' | 'symbolic_link' | 'remove'

/** The event of each. */
const eventOf = { rename: 'fs.rename', copy: 'fs.copy', copy_tree: 'fs.copy', link: 'fs.link', symbolic_link: 'fs.link', remove: 'fs.remove' } as const

export type MovedEvent = (typeof eventOf)[Deed]

const movedEvents: readonly MovedEvent[] = ['fs.rename', 'fs.copy', 'fs.link', 'fs.remove']

/** A function that does it, and on what object. */
export interface Mover {
  readonly holder: object
  readonly name: string
  readonly form: Form
  readonly deed: Deed
  /** What the runtime makes of a path before it looks at it, where it does. */
  readonly settle?: (path: unknown) => unknown
}

interface Call {
  readonly path: string
  readonly target: string
  readonly recursive: boolean
}

/**
 * `fs.rename`, `fs.copy`, `fs.link` and `fs.remove`: each function of a list, none of which ends in another of the list.
 *
 * @param list asked when the probe is installed: what is loaded for it may keep functions that probes before it replace
 * @param events those of the list that this probe is for
 */
export const createMovingProbe = (list: () => readonly Mover[], folder: () => string, later: (work: () => void) => void, events: readonly MovedEvent[] = movedEvents): Probe => ({
  events,
  capturable: true,
  bindings: [],
  install(audit) {
    const path = (call: Call): string => normalPath(call.path, folder)
    const target = (call: Call): string => normalPath(call.target, folder)
    const recursive = (call: Call): boolean => call.recursive
    const copy = (): Operation<Call> => audit.operation('fs.copy', () => ({ path, target, recursive }))
    const declare: Readonly<Record<Deed, () => Operation<Call>>> = {
      rename: () => audit.operation('fs.rename', () => ({ path, target })),
      copy,
      copy_tree: copy,
      link: () => audit.operation('fs.link', () => ({ path, target, kind: () => 'hard' })),
      // What a symbolic link names is read where the link lies: it stands as it was given.
      symbolic_link: () => audit.operation('fs.link', () => ({ path: (call: Call) => call.path, target, kind: () => 'symbolic' })),
      remove: () => audit.operation('fs.remove', () => ({ path, recursive })),
    }
    const operations: Partial<Record<Deed, Operation<Call>>> = { __proto__: null } as never
    const movers = list()
    for (let i = 0; i < movers.length; i++) {
      const mover = movers[i]
      if (mover === undefined || !isOneOf(events, eventOf[mover.deed])) continue
      const operation = (operations[mover.deed] ??= declare[mover.deed]())
      replace(mover.holder, mover.name, (original) => moving(audit, operation, original, mover, later))
    }
    return []
  },
})

function isOneOf(events: readonly MovedEvent[], event: MovedEvent): boolean {
  for (let i = 0; i < events.length; i++) if (events[i] === event) return true
  return false
}

function moving(audit: Audit, operation: Operation<Call>, original: Method, { form, deed, settle }: Mover, later: (work: () => void) => void): Method {
  const single = deed === 'remove'
  return {
    move(this: unknown, first: unknown, second: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const path = givenPath(first, settle)
      const target = single ? path : givenPath(second, settle)
      // No paths: the platform's own error.
      if (path === undefined || target === undefined) return apply(original, this, arguments)
      const given = listOf(arguments)
      const recursive = (single || deed === 'copy_tree') && !!optionsAt(given, single ? 1 : 2, ['recursive'])['recursive']
      const refusal = audit.raise(operation, { path: path.text, target: target.text, recursive })
      if (refusal !== undefined) return refuse(refusal.error, form, given, later)
      given[0] = path.value
      if (!single) given[1] = target.value
      return apply(original, this, given)
    },
  }.move
}
