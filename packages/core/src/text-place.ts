import { Bytes, defineData } from './primordials.ts'

/**
 * Writes `text` as UTF-8 at the byte `at` of a view, as far as whole characters fit, and answers how many bytes it wrote: `Buffer.prototype.utf8Write`, which takes any view of bytes.
 */
export type Utf8Write = (this: Uint8Array, text: string, at: number) => number

/** A part of the engine's memory that texts are written to. */
export interface TextPlace extends Uint8Array<ArrayBuffer> {
  /** Where the runtime has it, and it pays ({@link Platform.utf8Write}). */
  readonly utf8Write: ((text: string, at: number) => number) | undefined
}

/**
 * A view that texts are written to. What the runtime captured is a property of its own, out of the application's reach: JavaScriptCore calls a method in place, and takes 27 ns for each
 * call of one that is bound.
 *
 * INVARIANT: where there is none the property is there all the same, or what the application puts on `Object.prototype` would be given the engine's memory, and write other texts than
 * the event's.
 */
export function textPlace(buffer: ArrayBuffer, at: number, length: number, utf8Write: Utf8Write | undefined): TextPlace {
  const place = new Bytes(buffer, at, length)
  defineData(place, 'utf8Write', utf8Write, false, false, false)
  return place as unknown as TextPlace
}
