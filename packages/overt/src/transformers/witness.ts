import process from 'node:process'
import { unusable } from '@overt/core'
import { asked, failed, head, idle, longest, size, starting, state } from './exchange.ts'
import { startThread } from './thread.ts'

/** Until the transformers are loaded, and until one has answered, milliseconds: a thread that died says nothing. */
const patience = { begin: 60_000, answer: 30_000 } as const

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
  const { load, notify, store, wait } = Atomics
  const encodeInto = TextEncoder.prototype.encodeInto.bind(new TextEncoder())
  const decode = TextDecoder.prototype.decode.bind(new TextDecoder('utf-8', { ignoreBOM: true }))
  const copy: (into: Uint8Array, from: Uint8Array) => void = Function.prototype.call.bind(Uint8Array.prototype.set) as never
  const Bytes = Uint8Array
  const memory = new SharedArrayBuffer(head + longest)
  const words = new Int32Array(memory, 0, 2)
  const place = new Uint8Array(memory, head)
  const text = (): string => {
    const length = load(words, size)
    const bytes = new Bytes(length)
    copy(bytes, new Bytes(memory, head, length))
    return decode(bytes)
  }
  const drain = started(() => startThread(script, { memory, transformers, root, folder: process.cwd() }))
  if (wait(words, state, starting, patience.begin) === 'timed-out') throw unusable('OVERT_CONFIG', '`transformers` were not loaded within a minute; is one of them a program, and not a preload?')
  drain()
  if (load(words, state) === failed) throw unusable('OVERT_CONFIG', `\`transformers\`: ${text()}`)
  let isAlive = true
  /** Waits for the answer. One that came later would be taken for the next question's. */
  const isAnswered = (): boolean => {
    if (wait(words, state, asked, patience.answer) === 'timed-out') isAlive = false
    return isAlive
  }
  return (name) => {
    // A deadline of `vm` breaks waiting off: what was asked then is answered first, or its answer would be taken for this one's.
    if (!isAlive || !isAnswered()) return undefined
    const { read, written } = encodeInto(name, place)
    if (read !== name.length) return undefined
    store(words, size, written)
    store(words, state, asked)
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
