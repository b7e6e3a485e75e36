import { createAudit, createHookChain, type Engine, type Entry, type Platform, type Recorder } from '@overt/core'

export const spawnEvent = 60

/** One value in a frame: the field's bit, its kind, its text. */
export type FrameEntry = readonly [field: number, kind: number, text: string]

/** What an engine left in its frame: the four words in front, and the rules. */
export interface Answer {
  readonly head: readonly number[]
  readonly rules: readonly number[]
  readonly package: string
}

/** An event in the frame's layout (docs/design/frame.md). */
export function frameOf(event: number, entries: readonly FrameEntry[]): Uint8Array {
  const texts = entries.map(([, , text]) => new TextEncoder().encode(text))
  const start = Math.max(4096, 16 + 8 * entries.length)
  const length = texts.reduce((all, text) => all + text.length, 0)
  const bytes = new Uint8Array(start + length)
  const words = new Uint32Array(bytes.buffer, 0, start / 4)
  words.set([event, entries.length, length])
  let at = start
  entries.forEach(([field, kind], index) => {
    const text = texts[index] ?? new Uint8Array()
    words.set([field | (kind << 8), text.length], 4 + 2 * index)
    bytes.set(text, at)
    at += text.length
  })
  return bytes
}

/** Judges an event: in the frame where it fits, else in a buffer of its own. */
export function judge(engine: Engine, event: Uint8Array, large: boolean = event.length > 65_536): Answer {
  if (large) engine.evaluateLarge(event)
  else {
    engine.frame().set(event)
    engine.evaluate()
  }
  const frame = engine.frame()
  const words = new Uint32Array(frame.buffer, frame.byteOffset, 1024)
  const [flags = 0, matched = 0, named = 0, allowed = 0] = words
  return { head: [flags, matched, named, allowed], rules: [...words.subarray(4, 4 + matched + allowed)], package: new TextDecoder().decode(frame.slice(4096, 4096 + named)) }
}

interface Call {
  readonly file: string
  readonly line: string
}

/** Raises `process.spawn` through the core, and says which response was recorded. */
export function spawner(engine: Engine): (file: string, line?: string) => number | 'not judged' {
  const entries: Entry[] = []
  const platform: Platform = {
    runtime: 'test 1.0.0',
    pid: 1,
    thread: 0,
    enter: (body) => {
      body()
      return true
    },
    caller: () => '{"name":null,"reason":"unavailable"}',
    kill: () => {
      throw new Error('monitor does not kill')
    },
    fatal: (message) => {
      throw new Error(message)
    },
    alert: () => undefined,
  }
  const recorder: Recorder = {
    stream: '',
    length: 0,
    head: '',
    dropped: 0,
    active: false,
    endsNatively: false,
    write: (entry) => {
      entries.push(entry)
      return true
    },
    sync: () => undefined,
    flush: () => undefined,
  }
  const policy = { mode: 'monitor', outputFailure: 'continue', records: () => false } as const
  const audit = createAudit({ engine, hooks: createHookChain(platform, () => undefined), policy, recorder, platform })
  const operation = audit.operation('process.spawn', () => ({
    file: (call: Call) => call.file,
    command_line: (call: Call) => call.line,
  }))
  return (file, line = '') => {
    entries.length = 0
    audit.raise(operation, { file, line })
    const entry = entries.length === 0 ? undefined : entries[0]
    if (entry === undefined) return 0
    return entry.event === 'overt.gap' ? 'not judged' : entry.response
  }
}
