import type { Engine } from '../../src/engine.ts'

/** What a test engine read from a frame. */
export interface Seen {
  readonly event: number
  readonly record: boolean
  readonly large: boolean
  /** field bit, kind, text */
  readonly entries: readonly (readonly [field: number, kind: number, text: string])[]
}

/** What a test engine answers. */
export interface Said {
  readonly response?: number
  readonly rules?: readonly number[]
  readonly final?: boolean
  readonly malformed?: boolean
  readonly stale?: boolean
  readonly package?: string
}

/** An engine that reads the frame as docs/design/frame.md says, keeps what it saw, and answers what the test says. */
export function recordingEngine(judged: readonly number[], fields: number, say: (seen: Seen) => Said): Engine & { readonly seen: Seen[] } {
  const bytes = new Uint8Array(65_536)
  const seen: Seen[] = []
  const interest = { fields: new Uint32Array(256).fill(fields), judged: new Uint8Array(256), correlates: false }
  for (const event of judged) interest.judged[event] = 1

  function read(event: Uint8Array, large: boolean): void {
    const words = new DataView(event.buffer, event.byteOffset, event.byteLength)
    const word = (at: number): number => words.getUint32(4 * at, true)
    const entries: [number, number, string][] = []
    const start = Math.max(4096, 16 + 8 * word(1))
    let at = start
    for (let i = 0; i < word(1); i++) {
      const head = word(4 + 2 * i)
      const length = word(5 + 2 * i)
      entries.push([head & 0xff, head >>> 8, new TextDecoder().decode(event.subarray(at, at + length))])
      at += length
    }
    if (at - start !== word(2)) throw new Error(`the text has ${String(word(2))} bytes, its entries ${String(at - start)}`)
    const found: Seen = { event: word(0), record: (word(3) & 1) === 1, large, entries }
    seen.push(found)
    answer(say(found))
  }

  function answer(said: Said): void {
    const words = new DataView(bytes.buffer)
    const put = (at: number, value: number): void => {
      words.setUint32(4 * at, value, true)
    }
    const text = new TextEncoder().encode(said.package ?? '')
    put(0, (said.response ?? 0) | (said.final === true ? 1 << 8 : 0) | (said.malformed === true ? 1 << 9 : 0) | (said.stale === true ? (1 << 9) | (1 << 13) : 0))
    put(1, said.rules?.length ?? 0)
    put(2, text.length)
    put(3, 0)
    said.rules?.forEach((rule, i) => {
      put(4 + i, rule)
    })
    bytes.set(text, 4096)
  }

  return {
    kind: 'wasm',
    seen,
    frame: () => bytes,
    evaluate: () => {
      read(bytes, false)
    },
    evaluateLarge: (event) => {
      read(event, true)
    },
    compile: () => ({ rules: 0, diagnostics: [] }),
    load: () => ({ rules: 0, diagnostics: [] }),
    build: () => new Uint8Array(),
    rules: () => [
      { id: 'r0', title: 'zero', level: 'low', response: 'alert', message: 'm0' },
      { id: 'r1', title: 'one', level: 'high', response: 'block', message: 'm1' },
    ],
    interest: () => interest,
    digest: (data) => String(data.length).padStart(64, '0'),
    redact: (text) => text.replaceAll('hunter2', '[redacted]'),
  }
}
