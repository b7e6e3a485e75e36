import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { isLoaded } from '../builtin-loads.ts'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { givenPath } from '../given-path.ts'
import { bindingOf, type Method, ownValue, raised, replace } from '../patch.ts'
import { absolute, sizeOf, textOfBytes } from '../path.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, getPrototypeOf, setPrototypeOf } = primordials

/** Where a snapshot goes: undefined for a stream; empty for a name that the runtime makes, in the working folder. */
interface Snapshot {
  readonly path: string | undefined
}

const flagFields = (): Readers<'v8.flags', string> => ({ flags: (flags: string) => flags })
const snapshotFields = (): Readers<'v8.heap_snapshot', Snapshot> => ({ path: ({ path }: Snapshot) => (path === undefined ? undefined : absolute(path)) })
const deserializeFields = (): Readers<'v8.deserialize', number> => ({ size: (size: number) => size })

/** Where the runtime reads what its workers and children sent it. */
const own = ['node:internal/error_serdes', 'node:internal/child_process/serialization'] as const

function isOwn(script: string): boolean {
  for (let i = 0; i < own.length; i++) if (script === own[i]) return true
  return false
}

/**
 * `v8.flags`, `v8.heap_snapshot` (of a worker's heap: `workers/worker-snapshot.ts`), `v8.deserialize`. The module took its functions from bindings that nobody else has, but for the flags on Node 20 and 22.
 *
 * @param runtimeScript the nearest script that is not overt's, where that script is certainly the runtime's own; else empty
 */
export function installV8(audit: Audit, runtimeScript: () => string): readonly Gap[] {
  const flags = audit.operation('v8.flags', flagFields)
  const snapshot = audit.operation('v8.heap_snapshot', snapshotFields)
  const deserialize = audit.operation('v8.deserialize', deserializeFields)
  const writing = (path: string | undefined): void => {
    if (snapshot.wanted !== 0) raised(audit, snapshot, { path })
  }
  const setting = (original: Method): Method => ({
    setFlagsFromString(this: unknown, text: unknown): unknown {
      if (flags.wanted === 0 || arguments.length === 0) return apply(original, this, arguments)
      // What is no text is refused by the public function; native code ends the process.
      if (typeof text === 'string') raised(audit, flags, text)
      return apply(original, this, arguments)
    },
  }).setFlagsFromString

  const early = isLoaded('v8')
  const binding = bindingOf('v8')
  const inBinding = binding !== undefined && replace(binding, 'setFlagsFromString', setting)
  const v8 = getBuiltinModule('node:v8')
  // Loaded after the binding was patched, it has taken the patched function.
  if (early || !inBinding) replace(v8, 'setFlagsFromString', setting)

  replace(v8, 'writeHeapSnapshot', (original) => ({
    writeHeapSnapshot(this: unknown, given: unknown): unknown {
      const path = given === undefined ? '' : givenPath(given)
      // What is no path is refused by the original.
      if (snapshot.wanted === 0 || path === undefined) return apply(original, this, arguments)
      writing(typeof path === 'string' ? path : textOfBytes(path))
      if (given !== undefined) arguments[0] = path
      return apply(original, this, arguments)
    },
  }).writeHeapSnapshot)
  const asking = (path: string | undefined) => (original: Method): Method => ({
    snapshot(this: unknown): unknown {
      writing(path)
      return apply(original, this, arguments)
    },
  }).snapshot
  replace(v8, 'getHeapSnapshot', asking(undefined))
  replace(v8, 'setHeapSnapshotNearHeapLimit', asking(''))
  // A profile says less than a snapshot does; it is written in the same way. Node 26.
  replace(v8, 'setHeapProfileNearHeapLimit', asking(''))

  // Set while `v8.deserialize`, which has asked already, makes its object.
  let asked = false
  const reading = (bytes: unknown): void => {
    const size = sizeOf(bytes)
    // What has no size is refused by the original.
    if (deserialize.wanted !== 0 && size !== undefined && !isOwn(runtimeScript())) raised(audit, deserialize, size)
  }
  replace(v8, 'deserialize', (original) => ({
    deserialize(this: unknown, bytes: unknown): unknown {
      reading(bytes)
      asked = true
      try {
        return apply(original, this, arguments)
      } finally {
        asked = false
      }
    },
  }).deserialize)
  replace(v8, 'Deserializer', (original) => {
    const replacement = inPlaceOf(original as unknown as Constructor, (given) => {
      if (!asked) reading(given[0])
      asked = false
    })
    const heir = ownValue(v8, 'DefaultDeserializer')
    if (typeof heir === 'function' && getPrototypeOf(heir) === original) setPrototypeOf(heir, replacement)
    return replacement as unknown as Method
  })
  return []
}
