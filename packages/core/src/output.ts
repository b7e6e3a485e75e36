import type { Waiting } from './record/waiting.ts'

/** Where the lines of a record go. It never throws. */
export interface Output {
  /**
   * Takes whole lines, each ended by a line feed. With `durable` they are written before it returns, in one append; otherwise they may wait, at most
   * {@link Output.delay} milliseconds or until the buffer is full.
   *
   * @returns how many lines could not be written and are lost, those of earlier calls included; 0 when all is well.
   */
  write(line: string, durable: boolean): number
  /** Writes what waits. Returns the number of lines lost. */
  flush(): number
  /** Forces what was written to the disk (fdatasync). */
  sync(): void
  /** What happened to the output since this was last asked, for a person, where the record must say it: the application closed its descriptor, say. */
  readonly takeNotice: (() => string | undefined) | undefined
  /** Where lines wait, for an output that has them written when they were added to that memory. */
  readonly waiting?: Waiting
  /** The longest time in milliseconds that a line which is not durable waits. */
  readonly delay: number
}
