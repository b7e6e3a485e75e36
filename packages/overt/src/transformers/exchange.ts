/** What a question goes by between the two threads: words at the beginning of shared memory, and text behind them. */

/** Word: where the exchange stands. */
export const state = 0
/** Word: bytes of the text; of an answer, `none` where there is no text. */
export const size = 1
export const none = -1
/** Word: the system's number of the thread, by which Linux tells whether it is still there; 0 where it is not known. */
export const number = 2
/** Bytes before the text. */
export const head = 12

/** Values of `state`. */
export const starting = 0
export const failed = 1
export const idle = 2
export const asked = 3
export const answered = 4
/** The thread has ended, and says so itself. */
export const ended = 5

/** Bytes of a question, of an answer, of a message: a file that becomes more is nobody's. */
export const longest: number = 16 << 20

/** What the thread is told when it is made. */
export interface Given {
  readonly memory: SharedArrayBuffer
  /** As the launcher lists them: paths, or names of packages. */
  readonly transformers: readonly string[]
  /** The application's root, from which packages are looked up, and the working folder. */
  readonly root: string
  readonly folder: string
}
