import { type Method, primordials, type Probe, replace } from '@overt/core'
import { deserialization, type Nesting, sizeOfBytes } from '@overt/surface'

const { apply, NumberCaptured, StringCaptured } = primordials

/** What JavaScriptCore takes where the call names neither. */
const usualHost = '127.0.0.1'

interface Listening {
  readonly host: string
  /** Undefined where the system picks one. */
  readonly port: number | undefined
}

/** What `bun:jsc` gives besides figures: an inspector that listens, bytes that become values (files of Bun's among them), the heap as an object. `v8.deserialize` ends in this one's. */
export const createJscProbe = (jsc: object, nesting: Nesting): Probe => ({
  events: ['inspector.open', 'v8.deserialize', 'v8.heap_snapshot'],
  capturable: true,
  bindings: [],
  install(audit) {
    const open = audit.operation('inspector.open', () => ({ host: (call: Listening) => call.host, port: (call: Listening) => call.port }))
    const deserialize = audit.operation('v8.deserialize', () => ({ size: (size: number | undefined) => size }))
    const snapshot = audit.operation('v8.heap_snapshot', () => ({ path: () => undefined }))
    replace(jsc, 'startRemoteDebugger', (original): Method => ({
      startRemoteDebugger(this: unknown, host: unknown, port: unknown): unknown {
        const call = { host: host === undefined || host === null ? usualHost : StringCaptured(host), port: port === undefined || port === null ? undefined : NumberCaptured(port) }
        const refusal = open.wanted === 0 ? undefined : audit.raise(open, call)
        if (refusal !== undefined) throw refusal.error
        // As it was judged.
        return apply(original, this, call.port === undefined ? [call.host] : [call.host, call.port])
      },
    }).startRemoteDebugger)
    replace(jsc, 'deserialize', (original): Method => ({
      deserialize(this: unknown, bytes: unknown): unknown {
        const isJudged = nesting.judged === deserialization
        if (isJudged) nesting.judged = undefined
        const refusal = deserialize.wanted === 0 || isJudged ? undefined : audit.raise(deserialize, sizeOfBytes(bytes))
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).deserialize)
    replace(jsc, 'generateHeapSnapshotForDebugging', (original): Method => ({
      generateHeapSnapshotForDebugging(this: unknown): unknown {
        const refusal = snapshot.wanted === 0 ? undefined : audit.raise(snapshot, undefined)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).generateHeapSnapshotForDebugging)
    return []
  },
})
