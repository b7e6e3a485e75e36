import process from 'node:process'
import { unusable } from '@overt/core'
import { asked, ended, failed, head, idle, longest, number, size, starting, state } from './exchange.ts'
import { statSync } from '../captured.ts'
import { startThread } from './thread.ts'

const statOptions = { __proto__: null, throwIfNoEntry: false } as never

/** Until the transformers are loaded, and until one has answered; and after how long it is looked whether the thread is still there, which one that died for want of memory does not say. Milliseconds. */
const patience = { begin: 60_000, answer: 30_000, look: 250 } as const

/**
 * Starts the thread in which the launcher's transformers make their text of a file once more (docs/design/attribution.md), and returns what asks it: what they make of the file where it is loaded under
 * this name, undefined where they make nothing.
 *
 * It has to run before anything of the application's. It waits until the transformers are loaded: a message of the thread's that came later would be delivered by functions
 * that the application can replace, and would hand it the thread.
 *
 * @param script transformers.cjs
 * @throws Unusable `OVERT_CONFIG` where a transformer cannot be loaded
 */
export function startWitness(script: string, transformers: readonly string[], root: string): (name: string) => string | undefined {
  // Captured here, for the few starts that have transformers: what is asked with may not be looked up later.
  const { compareExchange, load, notify, store, wait } = Atomics
  const encodeInto = TextEncoder.prototype.encodeInto.bind(new TextEncoder())
  const decode = TextDecoder.prototype.decode.bind(new TextDecoder('utf-8', { ignoreBOM: true }))
  const copy: (into: Uint8Array, from: Uint8Array) => void = Function.prototype.call.bind(Uint8Array.prototype.set) as never
  const Bytes = Uint8Array
  const memory = new SharedArrayBuffer(head + longest)
  const words = new Int32Array(memory, 0, 3)
  const place = new Uint8Array(memory, head)
  const text = (): string => {
    const length = load(words, size)
    const bytes = new Bytes(length)
    copy(bytes, new Bytes(memory, head, length))
    return decode(bytes)
  }
  /** Waits until `state` is another than `from`; whether the thread is still there then. */
  const changed = (from: number, most: number): boolean => {
    for (let waited = 0; waited < most && wait(words, state, from, patience.look) === 'timed-out'; waited += patience.look) {
      const thread = load(words, number)
      if (thread !== 0 && statSync(`/proc/self/task/${thread}`, statOptions) === undefined) return false
    }
    const now = load(words, state)
    return now !== from && now !== ended
  }
  const drain = started(() => startThread(script, { memory, transformers, root, folder: process.cwd() }))
  if (!changed(starting, patience.begin)) throw unusable('OVERT_CONFIG', '`transformers` were not loaded: their thread ended, or a minute was not enough; is one of them a program, and not a preload?')
  drain()
  if (load(words, state) === failed) throw unusable('OVERT_CONFIG', `\`transformers\`: ${text()}`)
  let isAlive = true
  /** Waits for the answer. One that came later would be taken for the next question's. */
  const isAnswered = (): boolean => {
    isAlive = changed(asked, patience.answer)
    return isAlive
  }
  return (name) => {
    // A deadline of `vm` breaks waiting off: what was asked then is answered first, or its answer would be taken for this one's.
    if (!isAlive || !isAnswered()) return undefined
    const { read, written } = encodeInto(name, place)
    if (read !== name.length) return undefined
    store(words, size, written)
    const before = load(words, state)
    // Else it has ended meanwhile.
    if (before === ended || compareExchange(words, state, before, asked) !== before) return undefined
    notify(words, state)
    if (!isAnswered()) return undefined
    const answer = load(words, size) < 0 ? undefined : text()
    store(words, state, idle)
    return answer
  }
}

function started(start: () => () => void): () => void {
  try {
    return start()
  } catch (error) {
    throw unusable('OVERT_CONFIG', `\`transformers\` need a thread of their own: ${(error as Error).message}`)
  }
}
