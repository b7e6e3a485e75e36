import type { Engine } from '../engine.ts'
import type { Output } from '../output.ts'
import type { Platform } from '../platform.ts'
import { decode } from '../primordials.ts'
import { createChain } from './chain.ts'
import type { Entry } from './entry.ts'
import { createLineWriter } from './line.ts'
import { dropped as droppedPlace, known, setHead, streamLength } from './waiting.ts'

/** The record of one thread: a stream of chained lines. */
export interface Recorder {
  readonly stream: string
  /** Lines so far. */
  readonly length: number
  /** BLAKE3 of the last line. */
  readonly head: string
  /** Lines that no output took. */
  readonly dropped: number
  /** Whether there is anywhere to write to. */
  readonly active: boolean
  /** Whether native code ends the stream when the runtime ends the thread, where nobody did before. */
  readonly endsNatively: boolean
  /** Writes one line; durable lines are out before it returns. Returns false when this line or one before it was lost. */
  write(entry: Entry, durable: boolean): boolean
  /**
   * Adds the line of the event in the frame, made by native code ({@link LineMaker.add}). Returns how many lines were lost; -1 where it is to be written in the general
   * way. Undefined where no native code makes lines.
   */
  readonly add?: () => number
  sync(): void
  flush(): void
}

/** What {@link LineMaker.add} answers. */
const notAdded = 0
const full = 2
const addedAndDue = 3

export function createRecorder(stream: string, platform: Platform, engine: Engine, output: Output | undefined): Recorder {
  const chain = createChain(engine)
  const { start, origin, line } = createLineWriter(stream, platform, engine)
  let dropped = 0
  const waiting = engine.lines === undefined ? undefined : output?.waiting
  const maker = waiting === undefined ? undefined : engine.lines
  if (maker !== undefined && waiting !== undefined) maker.pin(waiting.memory, start, origin, waiting.path)
  // Lines that were lost before one that native code then did not make: whoever writes it is told.
  let untold = 0
  // Who has the end of the chain: native code, or `chain`. INVARIANT: it changes hands by assignments alone, after what can end a call (an exhausted stack, a termination).
  let isHanded = false
  // `overt.stop` was written. The application can have it written too early (`process._exiting`): what follows is recorded, and is not ended once more.
  let isEnded = false

  function hand(): void {
    if (isHanded || waiting === undefined) return
    if (waiting.words[known] !== 1) {
      setHead(waiting, chain.head, chain.length)
      if (isEnded) waiting.words[known] = 0
    }
    isHanded = true
  }

  function takeBack(): void {
    if (!isHanded || waiting === undefined) return
    const head = decode(waiting.head)
    chain.head = head
    chain.length = waiting.numbers[streamLength] ?? 0
    isHanded = false
  }

  function addDropped(lost: number): void {
    if (lost === 0) return
    dropped += lost
    if (waiting !== undefined) waiting.numbers[droppedPlace] = dropped
  }

  function tellNotice(): void {
    const notice = output?.takeNotice?.()
    if (notice !== undefined) recorder.write({ ...gap, fields: { reason: 'fault', detail: notice } }, true)
  }

  function add(): number {
    if (maker === undefined || output === undefined) return -1
    hand()
    let added = maker.add()
    if (added !== full && added !== addedAndDue) return added === notAdded ? -1 : 0
    let lost = output.flush()
    addDropped(lost)
    if (added === full) {
      added = maker.add()
      if (added === notAdded || added === full) {
        untold += lost
        return -1
      }
      if (added === addedAndDue) {
        const more = output.flush()
        addDropped(more)
        lost += more
      }
    }
    tellNotice()
    return lost
  }

  const recorder: Recorder = {
    stream,
    get length() {
      takeBack()
      return chain.length
    },
    get head() {
      takeBack()
      return chain.head
    },
    get dropped() {
      return dropped
    },
    active: output !== undefined,
    endsNatively: maker !== undefined,
    write(entry, durable) {
      if (output === undefined) return true
      takeBack()
      const text = line(entry, chain.length, chain.head)
      const head = chain.after(text)
      if (waiting !== undefined) waiting.words[known] = 0
      const lost = output.write(text + '\n', durable)
      // INVARIANT: nothing is called between the output's own last call of the system and these assignments.
      chain.head = head
      chain.length++
      addDropped(lost)
      if (entry.event === 'overt.stop') isEnded = true
      // After its last line the stream has no end that native code could go on from.
      if (waiting !== undefined && !isEnded) setHead(waiting, head, chain.length)
      const told = untold
      untold = 0
      // Nothing follows the last line.
      if (entry.event !== 'overt.stop') tellNotice()
      return lost + told === 0
    },
    ...(maker !== undefined && { add }),
    sync() {
      output?.sync()
    },
    flush() {
      if (output === undefined) return
      addDropped(output.flush())
      tellNotice()
    },
  }
  return recorder
}

/** What happened to the output itself. */
const gap: Entry = { event: 'overt.gap', fields: {}, response: 0, rules: [], allowedBy: [], package: '', phase: undefined, request: undefined, outcome: 'allowed', hook: false }
