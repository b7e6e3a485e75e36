/** Places and flags of the frame: docs/design/frame.md. */

/** The byte at which the text begins. */
export const textStart: number = 4096
/** The word at which the entries, and the rules of an answer, begin. */
export const entriesStart: number = 4
/** So many entries fit in front of the text. */
export const mostEntries: number = 510

/** Kinds of entries, besides text, which is 0. */
export const kindInteger: number = 1
export const kindBoolean: number = 2
/** The name of a free field, whose value follows. */
export const kindName: number = 4

/** Of an event: a record will be written whatever the rules say. */
export const recordFlag: number = 1
/** Of an event that `evaluateText` gets: the text is judged only where it is a path in normal form. */
export const pathFlag: number = 1 << 1

/** Of an answer: the verdict depends on nothing but the fields. */
export const finalFlag: number = 1 << 8
/** Of an answer: correlations forgot something for want of room. */
export const forgotFlag: number = 1 << 12
/** Of an answer: the event could not be read, and was not judged. */
export const malformedFlag: number = 1 << 9
/** Of an answer that is malformed: the event was written for rules that others have replaced, and is to be written anew (docs/design/hot-swap.md). */
export const staleFlag: number = 1 << 13
/** Of an answer of `evaluateText`: the text cannot be judged as it is, and nothing was judged. */
export const asItIsNotFlag: number = 1 << 11
