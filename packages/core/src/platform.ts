import type { Utf8Write } from './text-place.ts'

/** What the runtime package gives to the core: the few things that differ between Node, Deno and Bun. */
export interface Platform {
  /** `node 26.10.0` */
  readonly runtime: string
  /** What tells of the operations, where it is not the runtime's own JavaScript: `broker`. */
  readonly source?: string
  /** How the runtime writes a text at a place of memory, captured before the application ran: where that takes less than `TextEncoder` with a view, as on JavaScriptCore. */
  readonly utf8Write?: Utf8Write | undefined
  readonly pid: number
  /** 0 for the main thread. */
  readonly thread: number
  /**
   * Calls `body` unless a call with the same slot (0 to 63) is under way, further up the stack; returns whether it was called. The mark is set and cleared in native
   * code, so that a termination (a vm timeout, `worker.terminate`), which skips `finally`, clears it too.
   */
  enter(body: () => void, slot: number): boolean
  /** Who is calling, as the record's JSON; see docs/design/frame.md. */
  caller(): string
  /** What was read of the stack for the event before is not taken for the next: for who asks before that is judged. */
  forgetCaller?(): void
  /** `install`, `load` or `run`; undefined where that cannot be told. Asked only where a rule or the record asks. */
  phase?(): string | undefined
  /** The HTTP request that the application is serving; undefined where it serves none. */
  request?(): ServedRequest | undefined
  /** Ends the process at once, past every handler of the application. */
  kill(): never
  /** Says `message` on standard error and ends the process with exit code 70. */
  fatal(message: string): never
  /** Shows one short line to the person who runs the process. */
  alert(line: string, response: Response): void
}

/** An HTTP request that the application is serving. */
export interface ServedRequest {
  /** The route that the framework found, else the path of its URL. */
  readonly route: string
  /** Its number in this thread, behind the name of the thread's stream. */
  readonly id: string
}

/** What rules ask for, weakest first; the number is its code in a frame. */
export const responses = ['none', 'log', 'alert', 'block', 'kill'] as const
/** A response by name. */
export type Response = (typeof responses)[number]

export const responseAlert = 2
export const responseBlock = 3
export const responseKill = 4
