import { entriesStart, mostEntries, textStart } from './frame-layout.ts'
import { append, bufferOf, byteLengthOf, byteOffsetOf, Bytes, charCodeAt, encodeInto, Words } from './primordials.ts'
import type { TextPlace } from './text-place.ts'

/** Texts of at most so many UTF-16 units are written unit by unit. */
const shortest = 32
/** More long texts than this are joined: each but the first needs a view of its place. */
const mostViews = 4
/** Of one character in UTF-8. */
const mostBytes = 4

/** The frame's memory, which moves where WebAssembly memory grows. */
export interface FrameViews {
  readonly words: Uint32Array
  /** All after the entries. */
  readonly texts: TextPlace
  /** Bytes of {@link texts}. */
  readonly room: number
}

/** The entries of one event, until they are written. */
export interface Entries {
  /** How many there are. */
  readonly count: number
  clear(): void
  put(field: number, kind: number, value: string): void
  /** Entries are to be written in the order in which they were put: some are a list, or names with their values. */
  inOrder(): void
  /** Writes them into the frame; how many bytes of text they are, or -1 where they do not fit, or a text is not ASCII. */
  write(frame: FrameViews): number
  /** The whole event in a buffer of its own, but for its head: where the frame is too small, or text is not ASCII. */
  large(): { readonly event: Uint8Array; readonly words: Uint32Array; readonly textBytes: number }
}

/**
 * What V8 joins is a rope, and it copies that flat before it is encoded: more than half of what an event of 270 bytes took. So a long text is encoded by itself, first and to where
 * the frame's text begins, for which there is a view; and short ones behind it, unit by unit. Which entry comes first means nothing to the engine.
 *
 * JavaScriptCore calls its runtime for each unit that a captured method reads, and takes more for a rope than for writing both of its texts. There each is written by itself, to its place.
 */
export function createEntries(): Entries {
  const heads: number[] = []
  const pieces: string[] = []
  let count = 0
  let units = 0
  let longs = 0
  let firstLong = 0
  let ordered = false

  /** All in one text. */
  function writeJoined({ words, texts }: FrameViews): number {
    let text = pieces[0] ?? ''
    for (let i = 1; i < count; i++) text += pieces[i] ?? ''
    for (let i = 0; i < count; i++) {
      words[entriesStart + 2 * i] = heads[i] ?? 0
      words[entriesStart + 2 * i + 1] = pieces[i]?.length ?? 0
    }
    if (text === '') return 0
    const { read, written } = encodeInto(text, texts)
    return written === units && read === units ? written : -1
  }

  /** Each by `utf8Write`, where the runtime has it. */
  function writeInPlace({ words, texts, room }: FrameViews): number {
    // Text that is not ASCII has more bytes than units, and `utf8Write` says so; unless it stops where the next character has no room.
    if (units > room - mostBytes) return -1
    let at = 0
    for (let i = 0; i < count; i++) {
      const piece = pieces[i] ?? ''
      const { length } = piece
      if (texts.utf8Write?.(piece, at) !== length) return -1
      words[entriesStart + 2 * i] = heads[i] ?? 0
      words[entriesStart + 2 * i + 1] = length
      at += length
    }
    return at
  }

  function writeApart({ words, texts }: FrameViews): number {
    let at = 0
    let entry = entriesStart
    for (let turn = 0; turn < count; turn++) {
      // The first long one, then those that were put before it, then the rest.
      const i = longs === 0 || turn > firstLong ? turn : turn === 0 ? firstLong : turn - 1
      const piece = pieces[i] ?? ''
      const { length } = piece
      if (length <= shortest) {
        for (let j = 0; j < length; j++) {
          const unit = charCodeAt(piece, j)
          if (unit > 0x7f) return -1
          texts[at + j] = unit
        }
      } else {
        const place = at === 0 ? texts : new Bytes(bufferOf(texts), byteOffsetOf(texts) + at, byteLengthOf(texts) - at)
        const { read, written } = encodeInto(piece, place)
        if (written !== length || read !== length) return -1
      }
      words[entry] = heads[i] ?? 0
      words[entry + 1] = length
      entry += 2
      at += length
    }
    return at
  }

  return {
    get count() {
      return count
    },
    clear() {
      for (let i = 0; i < count; i++) pieces[i] = ''
      count = 0
      units = 0
      longs = 0
      ordered = false
    },
    put(field, kind, value) {
      if (count === heads.length) {
        append(heads, 0)
        append(pieces, '')
      }
      heads[count] = field | (kind << 8)
      pieces[count] = value
      units += value.length
      if (value.length > shortest && longs++ === 0) firstLong = count
      count++
    },
    inOrder() {
      ordered = true
    },
    write(frame) {
      if (count > mostEntries || units > frame.room) return -1
      if (frame.texts.utf8Write !== undefined) return writeInPlace(frame)
      return longs > mostViews || (ordered && longs > 0) ? writeJoined(frame) : writeApart(frame)
    },
    large() {
      const textAt = 4 * (entriesStart + 2 * count) > textStart ? 4 * (entriesStart + 2 * count) : textStart
      const all = new Bytes(textAt + 3 * units)
      const buffer = bufferOf(all)
      const words = new Words(buffer, 0, textAt / 4)
      let end = textAt
      for (let i = 0; i < count; i++) {
        const { written } = encodeInto(pieces[i] ?? '', new Bytes(buffer, end))
        words[entriesStart + 2 * i] = heads[i] ?? 0
        words[entriesStart + 2 * i + 1] = written
        end += written
      }
      return { event: new Bytes(buffer, 0, end), words, textBytes: end - textAt }
    },
  }
}
