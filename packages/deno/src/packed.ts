// What a start needs that may read no file, or that was loaded from a URL: modules need no permission. Deno looks at every module that may be imported before the preload runs, whether it is imported or not, so
// these are as small as pays (scripts/build/packed.mjs).

/** A module without code, in whose memory files lie, compressed or as they are. */
export interface Packed {
  readonly memory: { readonly buffer: ArrayBuffer }
}

/** Of a word. */
const bytes = 4

/**
 * The files that are in it, in their order. It is for the start: what it uses of the runtime is not captured.
 *
 * @throws TypeError where the module is damaged
 */
export async function unpacked({ memory: { buffer } }: Packed): Promise<readonly Uint8Array[]> {
  const head = new DataView(buffer)
  const word = (at: number): number => head.getUint32(at * bytes, true)
  const count = word(0)
  const begin = (2 + count) * bytes
  const lengths = Array.from({ length: count }, (_, file) => word(2 + file))
  const [whole, stored] = [lengths.reduce((sum, length) => sum + length, 0), new Uint8Array(buffer, begin, word(1))]
  const all = stored.length === whole ? stored : await inflated(stored, whole)
  let at = 0
  return lengths.map((length) => all.subarray(at, (at += length)))
}

async function inflated(packed: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate-raw')
  const writer = writable.getWriter()
  // A failure is the reader's too.
  const written = Promise.allSettled([writer.write(packed), writer.close()])
  const reader = readable.getReader()
  const made = new Uint8Array(length)
  let at = 0
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    made.set(value ?? none, at)
    at += value?.length ?? 0
  }
  await written
  if (at !== length) throw new TypeError(`${String(at)} bytes were unpacked where there should be ${String(length)}: install the package anew`)
  return made
}

const none = new Uint8Array(0)
