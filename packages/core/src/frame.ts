import { bitOf, type Context, contextId, contextPhase, contextRoute } from './context.ts'
import type { Engine } from './engine.ts'
import type { Operation, Value } from './operation.ts'
import type { Origin } from './origin.ts'
import { createEntries } from './frame-entries.ts'
import { entriesStart, finalFlag, forgotFlag, kindBoolean, kindInteger, kindName, malformedFlag, recordFlag, staleFlag, textStart } from './frame-layout.ts'
import { createTextJudge } from './frame-text.ts'
import { append, bufferOf, byteLengthOf, byteOffsetOf, Bytes, decode, isArray, Memory, numberToString, Words } from './primordials.ts'
import { textPlace, type Utf8Write } from './text-place.ts'

/** The bit of `package.name`; version, path, chain and direct follow it. */
const packageName = 24

/** What the engine answered, copied out of the frame. Every property its own: nothing is looked up on `Object.prototype`. */
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
  /** Correlations forgot something for want of room. */
  readonly forgot: boolean
  /** Not judged, for the rules have been replaced. */
  readonly stale: boolean
}

const nothing: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: false, malformed: false, forgot: false, stale: false }
const nothingFinal: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: true, malformed: false, forgot: false, stale: false }

const twoWriters: Answer = { response: 0, rules: [], allowedBy: [], package: '', final: false, malformed: true, forgot: false, stale: false }

/** Writes events into an engine's frame and reads the answers. One a thread. */
export interface FrameWriter {
  /** Judges one call; with `record` the package is named whatever the rules say. With `origin` the package is known, and the stack is not asked. `context`: the circumstances that rules read. */
  judge<Call>(operation: Operation<Call>, call: Call, record: boolean, origin?: Origin, context?: Context): Answer
  /** Judges an event of the application's own. */
  judgeNamed(name: string, fields: Readonly<Record<string, Value>>, names: readonly string[], record: boolean, context?: Context): Answer
}

/** @param utf8Write as {@link Platform.utf8Write} */
export function createFrameWriter(engine: Engine, utf8Write?: Utf8Write): FrameWriter {
  const judgeText = createTextJudge(engine)
  const entries = createEntries()
  const { put } = entries
  // Asked for with the first event: an engine may not be there before.
  const views = { words: new Words(0), texts: textPlace(new Memory(0), 0, 0, undefined), room: 0 }
  // Readers run no code of the application; should one do so all the same and raise an event of its own, the turn shows it, and nothing is judged that two events put together.
  let turn = 0

  /** The first event, or WebAssembly memory that grew and has detached the views. Only an index shows that without an accessor that the application can replace. */
  function refresh(): void {
    if (views.words[0] !== undefined) return
    const moved = engine.frame()
    const buffer = bufferOf(moved)
    const offset = byteOffsetOf(moved)
    views.words = new Words(buffer, offset, textStart / 4)
    views.room = byteLengthOf(moved) - textStart
    views.texts = textPlace(buffer, offset + textStart, views.room, utf8Write)
  }

  function begin(): number {
    refresh()
    entries.clear()
    turn = (turn + 1) | 0
    return turn
  }

  function putValue(field: number, kind: number, value: Value): void {
    if (typeof value === 'string') put(field, kind, value)
    else if (typeof value === 'number') put(field, kindInteger, numberToString(value))
    else if (typeof value === 'boolean') put(field, kindBoolean, value ? 'true' : 'false')
    else if (value !== undefined) {
      if (value.length > 1) entries.inOrder()
      for (let i = 0; i < value.length; i++) put(field, kind, value[i] ?? '')
    }
  }

  function putOrigin(origin: Origin): void {
    entries.inOrder()
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
    const textBytes = entries.write(views)
    if (textBytes < 0) evaluateLarge(event, record)
    else {
      putHead(views.words, event, textBytes, record)
      engine.evaluate()
    }
    return answer()
  }

  function evaluateLarge(event: number, record: boolean): void {
    const large = entries.large()
    putHead(large.words, event, large.textBytes, record)
    engine.evaluateLarge(large.event)
  }

  function putHead(words: Uint32Array, event: number, textBytes: number, record: boolean): void {
    words[0] = event
    words[1] = entries.count
    words[2] = textBytes
    words[3] = record ? recordFlag : 0
  }

  /** INVARIANT: runs before any other JavaScript does, so that nothing can write over the answer. */
  function answer(): Answer {
    refresh()
    const { words, texts } = views
    const head = words[0] ?? 0
    const packageBytes = words[2] ?? 0
    if ((head & ~finalFlag) === 0 && packageBytes === 0 && words[3] === 0) return head === 0 ? nothing : nothingFinal
    const rules = indexes(words, entriesStart, words[1] ?? 0)
    const allowedBy = indexes(words, entriesStart + rules.length, words[3] ?? 0)
    const named = packageBytes === 0 ? '' : decode(new Bytes(bufferOf(texts), byteOffsetOf(texts), packageBytes))
    return { response: head & 0xff, rules, allowedBy, package: named, final: (head & finalFlag) !== 0, malformed: (head & malformedFlag) !== 0, forgot: (head & forgotFlag) !== 0, stale: (head & staleFlag) !== 0 }
  }

  function indexes(words: Uint32Array, at: number, length: number): number[] {
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
      entries.inOrder()
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
