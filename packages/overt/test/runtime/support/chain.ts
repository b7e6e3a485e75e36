import type { ExecutionContext } from 'ava'
import { fileURLToPath } from 'node:url'
import { root } from '../../support/project.ts'
import { openNative } from '../../../src/engine/native.ts'

const opening = openNative(fileURLToPath(new URL('packages/overt/dist', root)))
if (opening.kind !== 'native') throw new Error(`the addon is not built: ${JSON.stringify(opening)}`)
/** The addon itself. */
export const { binding } = opening
const { digest } = binding

/** Asserts that every stream of a record is whole: numbered from 0, each line naming the BLAKE3 of the one before. Returns the streams, each with its events. */
export function streamsOf(t: ExecutionContext, text: string): ReadonlyMap<string, readonly string[]> {
  const streams = new Map<string, { head: string; events: string[] }>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const { stream, seq, prev, event, fields } = JSON.parse(line) as { stream: string; seq: number; prev: string; event: string; fields: Record<string, unknown> }
    const known = streams.get(stream) ?? { head: '0'.repeat(64), events: [] }
    streams.set(stream, known)
    t.is(seq, known.events.length, `${stream}: numbers`)
    t.is(prev, known.head, `${stream}: line ${String(seq)}`)
    if (event === 'overt.stop') {
      t.is(fields['records'], seq)
      t.is(fields['head'], known.head)
    }
    known.head = digest(new TextEncoder().encode(line))
    known.events.push(event)
  }
  return new Map([...streams].map(([stream, { events }]) => [stream, events]))
}
