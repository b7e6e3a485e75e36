import { bitOf, type Context, contextId, contextPhase, contextRoute } from './context.ts'
import type { Engine } from './engine.ts'
import type { Operation, Value } from './operation.ts'
import type { Origin } from './origin.ts'
import { entriesStart, finalFlag, forgotFlag, kindBoolean, kindInteger, kindName, malformedFlag, mostEntries, recordFlag, staleFlag, textStart } from './frame-layout.ts'
import { createTextJudge } from './frame-text.ts'
import { append, bufferOf, byteLengthOf, byteOffsetOf, Bytes, decode, encodeInto, isArray, numberToString, slice, Words } from './primordials.ts'

/** The bit of `package.name`; version, path, chain and direct follow it. */
const packageName = 24

/** What the engine answered, copied out of the frame. */
export interface Answer {
  readonly response: number
  /** Indexes of the rules that matched. */
  readonly rules: readonly number[]
  /** Indexes of the `allow` rules that took others out. */
  readonly allowedBy: readonly number[]
  /** The package's JSON, ready for the record; empty where nobody asked. */
  readonly package: string
  /** The verdict depends on the fields alone. */
  readonly final: boolean
  /** The engine could not read the event: it was not judged. */
  readonly malformed: boolean
  /** Correlations forgot something for want of room; there only where they did. */
  readonly forgot?: true
  /** Not judged, for the rules have been replaced; there only where they have. */
  readonly stale?: true
}

const nothing: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: false, malformed: false }
const nothingFinal: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: true, malformed: false }

const twoWriters: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: false, malformed: true }

/** Writes events into an engine's frame and reads the answers. One a thread. */
export interface FrameWriter {
  /** Judges one call; with `record` the package is named whatever the rules say. With `origin` the package is known, and the stack is not asked. `context`: the circumstances that rules read. */
  judge<Call>(operation: Operation<Call>, call: Call, record: boolean, origin?: Origin, context?: Context): Answer
  /** Judges an event of the application's own. */
  judgeNamed(name: string, fields: Readonly<Record<string, Value>>, names: readonly string[], record: boolean, context?: Context): Answer
}

export function createFrameWriter(engine: Engine): FrameWriter {
  const judgeText = createTextJudge(engine)
  // Asked for with the first event: an engine may not be there before.
  let texts = new Bytes(0)
  let words = new Words(0)
  let buffer = bufferOf(texts)
  let offset = 0
  // What one event writes, until it is encoded. Readers run no code of the application; should one do so all the same and raise an event of its own, the
  // turn shows it, and nothing is judged that two events wrote.
  let text = ''
  let count = 0
  let turn = 0
  // For what cannot go through the frame: the heads of the entries, and where each one's piece of `text` ends.
  const heads: number[] = []
  const pieceEnds: number[] = []

  /** The first event, or WebAssembly memory that grew and has detached the views. Only an index shows that without an accessor that the application can replace. */
  function refresh(): void {
    if (words[0] !== undefined) return
    const moved = engine.frame()
    buffer = bufferOf(moved)
    offset = byteOffsetOf(moved)
    words = new Words(buffer, offset, textStart / 4)
    texts = new Bytes(buffer, offset + textStart, byteLengthOf(moved) - textStart)
  }

  function begin(): number {
    refresh()
    text = ''
    count = 0
    turn = (turn + 1) | 0
    return turn
  }

  function put(field: number, kind: number, value: string): void {
    if (count === heads.length) {
      append(heads, 0)
      append(pieceEnds, 0)
    }
    const head = field | (kind << 8)
    heads[count] = head
    if (count < mostEntries) {
      const at = entriesStart + 2 * count
      words[at] = head
      words[at + 1] = value.length
    }
    text = count === 0 ? value : text + value
    pieceEnds[count] = text.length
    count++
  }

  function putValue(field: number, kind: number, value: Value): void {
    if (typeof value === 'string') put(field, kind, value)
    else if (typeof value === 'number') put(field, kindInteger, numberToString(value))
    else if (typeof value === 'boolean') put(field, kindBoolean, value ? 'true' : 'false')
    else if (value !== undefined) for (let i = 0; i < value.length; i++) put(field, kind, value[i] ?? '')
  }

  function putOrigin(origin: Origin): void {
    put(packageName, 0, origin.name)
    if (origin.version !== undefined) put(packageName + 1, 0, origin.version)
    if (origin.path !== undefined) put(packageName + 2, 0, origin.path)
    for (let i = 0; i < origin.chain.length; i++) put(packageName + 3, 0, origin.chain[i] ?? '')
    put(packageName + 4, kindBoolean, origin.direct ? 'true' : 'false')
  }

  function putContext({ asked, phase, request }: Context): void {
    if ((asked & contextPhase) !== 0 && phase !== undefined) put(bitOf(contextPhase), 0, phase)
    if (request === undefined) return
    if ((asked & contextRoute) !== 0) put(bitOf(contextRoute), 0, request.route)
    if ((asked & contextId) !== 0) put(bitOf(contextId), 0, request.id)
  }

  function finish(event: number, record: boolean, begun: number): Answer {
    if (begun !== turn) return twoWriters
    words[0] = event
    words[1] = count
    words[3] = record ? recordFlag : 0
    if (text === '') {
      words[2] = 0
      if (count <= mostEntries) {
        engine.evaluate()
        return answer()
      }
    } else if (count <= mostEntries) {
      const { read, written } = encodeInto(text, texts)
      if (written === text.length && read === text.length) {
        words[2] = written
        engine.evaluate()
        return answer()
      }
    }
    evaluatePieces(event, record)
    return answer()
  }

  /** Text that is not ASCII, or an event that does not fit: each piece is encoded by itself, in a buffer that holds the longest that it can become. */
  function evaluatePieces(event: number, record: boolean): void {
    const textAt = 4 * (entriesStart + 2 * count) > textStart ? 4 * (entriesStart + 2 * count) : textStart
    const large = new Bytes(textAt + 3 * text.length)
    const largeBuffer = bufferOf(large)
    const largeWords = new Words(largeBuffer, 0, textAt / 4)
    let start = 0
    let end = textAt
    for (let i = 0; i < count; i++) {
      const pieceEnd = pieceEnds[i] ?? 0
      const { written } = encodeInto(slice(text, start, pieceEnd), new Bytes(largeBuffer, end))
      largeWords[entriesStart + 2 * i] = heads[i] ?? 0
      largeWords[entriesStart + 2 * i + 1] = written
      start = pieceEnd
      end += written
    }
    largeWords[0] = event
    largeWords[1] = count
    largeWords[2] = end - textAt
    largeWords[3] = record ? recordFlag : 0
    engine.evaluateLarge(new Bytes(largeBuffer, 0, end))
  }

  /** INVARIANT: runs before any other JavaScript does, so that nothing can write over the answer. */
  function answer(): Answer {
    refresh()
    const head = words[0] ?? 0
    const packageBytes = words[2] ?? 0
    if ((head & ~finalFlag) === 0 && packageBytes === 0) return head === 0 ? nothing : nothingFinal
    const rules = indexes(entriesStart, words[1] ?? 0)
    const allowedBy = indexes(entriesStart + rules.length, words[3] ?? 0)
    const named = packageBytes === 0 ? '' : decode(new Bytes(buffer, offset + textStart, packageBytes))
    const read: Answer = { response: head & 0xff, rules, allowedBy, package: named, final: (head & finalFlag) !== 0, malformed: (head & malformedFlag) !== 0 }
    if ((head & staleFlag) !== 0) return { ...read, stale: true }
    return (head & forgotFlag) === 0 ? read : { ...read, forgot: true }
  }

  function indexes(at: number, length: number): number[] {
    const list: number[] = []
    for (let i = 0; i < length; i++) append(list, words[at + i] ?? 0)
    return list
  }

  return {
    judge(operation, call, record, origin, context) {
      if (origin === undefined && judgeText?.(operation, call, record) === true) return answer()
      const begun = begin()
      if (origin !== undefined) putOrigin(origin)
      if (context !== undefined) putContext(context)
      const { fields, mask } = operation
      for (let i = 0; i < fields.length; i++) {
        const field = fields[i]
        if (field !== undefined && ((mask >>> field.bit) & 1) === 1) putValue(field.bit, field.kind, field.read(call))
      }
      return finish(operation.event.id, record, begun)
    },
    judgeNamed(name, fields, names, record, context) {
      const begun = begin()
      put(0, 0, name)
      if (context !== undefined) putContext(context)
      for (let i = 0; i < names.length; i++) {
        const field = names[i] ?? ''
        const value = fields[field]
        if (value === undefined || isArray(value) && value.length === 0) continue
        if (isArray(value)) {
          for (let j = 0; j < value.length; j++) {
            put(0, kindName, field)
            put(0, 0, value[j] ?? '')
          }
        } else {
          put(0, kindName, field)
          putValue(0, 0, value)
        }
      }
      return finish(1, record, begun)
    },
  }
}
