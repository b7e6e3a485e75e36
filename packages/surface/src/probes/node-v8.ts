import { type Audit, type Method, normalPath, primordials, type Probe, replace } from '@overt/core'
import type { Nesting } from './facts.ts'
import { sizeOfBytes } from './given-bytes.ts'
import { givenPath } from './given-path.ts'
import { replaceClass } from './judged-class.ts'

const { apply } = primordials

/** Where a snapshot goes: undefined for a value; empty for a name that the runtime makes, in the working folder. */
interface Snapshot {
  readonly path: string | undefined
}

/** What {@link Nesting} says while `v8.deserialize` runs, which may end in a function of the runtime's own. */
export const deserialization = 'deserialization'
const deserializers = ['Deserializer', 'DefaultDeserializer'] as const

/** `v8.flags`, `v8.heap_snapshot` and `v8.deserialize` of `node:v8`. */
export const createV8Probe = (v8: object, folder: () => string, nesting: Nesting): Probe => ({
  events: ['v8.flags', 'v8.heap_snapshot', 'v8.deserialize'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const flags = audit.operation('v8.flags', () => ({ flags: (text: string) => text }))
    const deserialize = audit.operation('v8.deserialize', () => ({ size: (size: number) => size }))
    replace(v8, 'setFlagsFromString', (original): Method => ({
      setFlagsFromString(this: unknown, text: unknown): unknown {
        // What is no text is left to the platform's own error.
        const refusal = flags.wanted === 0 || typeof text !== 'string' ? undefined : audit.raise(flags, text)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).setFlagsFromString)
    const reading = (bytes: unknown): void => {
      const size = deserialize.wanted === 0 ? undefined : sizeOfBytes(bytes)
      const refusal = size === undefined ? undefined : audit.raise(deserialize, size)
      if (refusal !== undefined) throw refusal.error
    }
    replace(v8, 'deserialize', (original): Method => ({
      deserialize(this: unknown, bytes: unknown): unknown {
        reading(bytes)
        nesting.judged = deserialization
        try {
          return apply(original, this, arguments)
        } finally {
          nesting.judged = undefined
        }
      },
    }).deserialize)
    for (let i = 0; i < deserializers.length; i++) {
      replaceClass(v8, deserializers[i] ?? '', (given) => {
        reading(given[0])
      })
    }
    watchSnapshots(audit, v8, folder, nesting)
    return []
  },
})

/** `v8.heap_snapshot` of a function of the runtime's own, in which those of `node:v8` may end. */
export const createSnapshotProbe = (holder: object, name: string, nesting: Nesting): Probe => ({
  events: ['v8.heap_snapshot'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    replace(holder, name, snapshotting(audit, () => '', nesting, true)(() => undefined))
    return []
  },
})

function watchSnapshots(audit: Audit, v8: object, folder: () => string, nesting: Nesting): void {
  const made = snapshotting(audit, folder, nesting, false)
  replace(v8, 'writeHeapSnapshot', made((given) => {
    const path = given[0] === undefined ? undefined : givenPath(given[0])
    if (path !== undefined) given[0] = path.value
    return path?.text ?? ''
  }))
  replace(v8, 'getHeapSnapshot', made(() => undefined))
  replace(v8, 'setHeapSnapshotNearHeapLimit', made(() => ''))
}

const snapshot = 'snapshot'

/** @param ends whether others end in this (facts.ts) */
const snapshotting = (audit: Audit, folder: () => string, nesting: Nesting, ends: boolean) => {
  const operation = audit.operation('v8.heap_snapshot', () => ({ path: ({ path }: Snapshot) => (path === undefined ? undefined : normalPath(path, folder)) }))
  /** @param pathOf where the snapshot goes, read once of the arguments */
  return (pathOf: (given: { [at: number]: unknown }) => string | undefined) => (original: Method): Method => ({
    snapshot(this: unknown): unknown {
      const isJudged = ends && nesting.judged === snapshot
      if (isJudged) nesting.judged = undefined
      if (operation.wanted === 0 || isJudged) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { path: pathOf(arguments) })
      if (refusal !== undefined) throw refusal.error
      nesting.judged = snapshot
      try {
        return apply(original, this, arguments)
      } finally {
        nesting.judged = undefined
      }
    },
  }).snapshot
}
