import type { ReplaceableEngine, RulesBinding } from './binding.ts'
import type { CommandBinding, CorrelationBinding, SignedBinding, VerifiedBinding } from './groups.ts'

/** What every build of the binding has besides the rules, for one thread (crates/binding). */
export interface ThreadBinding extends RulesBinding {
  /** Correlations that are kept, or go by an event's own time. */
  correlations(): CorrelationBinding
  /** A configuration file as JSON with only the keys that it names, or `{"error":{"code","message","diagnostics"}}`. */
  configuration(name: string, text: string): string
  /** Sets the process's text, once; false where it was set before. */
  share(text: string): boolean
  /** The process's text; null before it was set. */
  shared(): string | null
  /** Calls `body` and answers true; false, without a call, while a call with the same slot is under way. What `body` throws is thrown on; the mark is set and cleared in native code. */
  enter(body: () => void, slot: number): boolean
  /** Whether a call of `enter` is under way in this thread. */
  inside(): boolean
}

/**
 * What only the native build has: V8's stack and code generation, verified open, the end of the process.
 *
 * The addon gives its functions to its first loader in an isolate; every later load gets nothing. Some it makes when they are asked for (groups.ts): each that is made
 * costs a start. Where something cannot be done, JSON text is `{"error":{"code","message"}}`.
 */
export interface NativeBinding extends ThreadBinding {
  /** What a process with a manifest needs. */
  verified(): VerifiedBinding
  /** Signed rules, and how others take their place. */
  signed(): SignedBinding
  /** What only commands need. */
  commands(): CommandBinding
  /** The same as `evaluate` of an event that the pinned frame is too small for. */
  evaluateLarge(event: Uint8Array): void
  /** Once per thread: the buffer of `new WebAssembly.Memory({ initial: 1, maximum: 1 })`. Throws for the second and for a smaller one. */
  pin(memory: ArrayBuffer): void
  /** Judges the event in the pinned frame, both steps; the answer is in the frame. Never throws. */
  evaluate(): void
  /** The same where the last entry's text is `text`; answers with flag 1 << 11, and judges nothing, where it cannot be judged as it is. Never throws. */
  evaluateText(text: string): void
  /** Makes the memory the place where this thread's lines of the record wait (packages/core/src/record/waiting.ts); once. */
  pinLines(memory: ArrayBuffer, start: string, origin: string, path: string): void
  /** Reads the stack for the event that was judged just now. */
  nameCaller(): void
  /** Adds the line of the event in the frame: 0 not made here, 1 added, 2 what waits must be written first, 3 added and what waits is due. */
  addLine(): number
  /**
   * Watches this isolate's code generation for good; null, or the missing symbol. Called only where a rule matched or `setCodeWanted` asked. `answer` holds an answer's
   * words as a frame does (flags, matched, bytes of JSON, allowed, then the rules); undefined where rules read common fields, which native code does not know: then nothing was judged. Undefined allows; a string refuses with that message; anything else, and a throw, refuses.
   */
  watchCode(callback: (code: string, kind: string, answer: Uint32Array | undefined, packageJson: string | undefined) => string | undefined): string | null
  /** Bit 0: a record is written whatever the rules say; bit 1: hooks want `code.eval`. Per thread. */
  setCodeWanted(wanted: number): void
  /** Watches WebAssembly that is compiled in this isolate, for good; null, or the missing symbol. True allows; anything else, and a throw, refuses. */
  watchWasm(callback: () => boolean): string | null
  /** The package that calls, as JSON for the record. */
  caller(): string
  /** To be called by overt's own script at `path`, its name on the stack (`__filename`); false where the stack does not show it. */
  ownScript(path: string): boolean
  /** Before the application compiles a script under this name. */
  claim(name: string): void
  /** The function that gives the text of the runtime's own module by its name without `node:`; once per thread. */
  runtimeSources(source: (name: string) => string | undefined): void
  /** The function that says what the launcher's transformers make of a file, by the name of its script; once per thread. */
  transformed(make: (name: string) => string | undefined): void
  /** The application's root, absolute, and the folder whose `node_modules` holds the tool that runs it, if it is another; per thread. */
  root(path: string, beside?: string): void
  /** The nearest script that is not overt's own, where it is the runtime's for certain; else empty. */
  runtimeScript(): string
  /**
   * A function that calls `before` with what it is given, unless the nearest script is the runtime's and its name begins with `unasked`, and then `original`; it stands in no stack trace. Null where this
   * runtime does not let functions be called so.
   */
  unframed(original: (this: unknown, ...given: unknown[]) => unknown, before: (this: unknown, ...given: unknown[]) => void, unasked: string): ((this: unknown, ...given: unknown[]) => unknown) | null
  /** Whether the runtime's own loader of modules calls, through nothing but the runtime's functions for files: in the event that was judged last; to be asked right after the judgement. */
  runtimeLoads(): boolean
  /** Whether it is the loader of ES modules, which opens files otherwise than for their text alone. Asked like `runtimeLoads`. */
  runtimeLoadsEsModule(): boolean
  /** The file that this thread was started with, absolute. */
  entry(path: string): void
  /** Whether a module that the application asked for is being loaded; null where the stack cannot be read. */
  isLoading(): boolean | null
  /** On whose behalf a function of `node:fs` works: as `runtimeScript`, past the scripts of `node:fs` itself. */
  filesFor(): string
  /** The same for the event that was judged last, whose stack need not be read again; to be asked right after the judgement. */
  judgedFilesFor(): string
  /** What was read of the stack for the event before is not taken for the next: for who asks before that is judged. */
  forgetJudged(): void
  /** Whether overt calls, through nothing but the runtime's functions for files: in the event that was judged last; to be asked right after the judgement. */
  judgedIsStep(): boolean
  /** The symbol for want of which the stack cannot be read, or null. */
  stackMissing(): string | null
  /** SIGKILL to this process. */
  kill(): void
  /** Whether the path leads to a regular file that somebody may execute. */
  isProgram(path: string): boolean
  /** The commands that a program runs besides itself: a list of `{"words","text","parent","unknown"}` in JSON; null for a program that runs no other. */
  shellCommands(program: string, args: readonly string[]): string | null
  /** The BLAKE3 of a file's content; null where it is no regular file, or cannot be read. */
  digestOf(path: string): string | null
  /** The path of an open file as the system knows it; null where it has none. Linux only. */
  pathOfDescriptor(descriptor: number): string | null
  /** Whether the system forbids this process to run what is in no file (`SECBIT_EXEC_DENY_INTERACTIVE`). */
  deniesInteractive(): boolean
}

/** An opened engine with its binding, or why there is none. */
export type Opening =
  | { readonly kind: 'native'; readonly engine: ReplaceableEngine; readonly binding: NativeBinding }
  | { readonly kind: 'wasi'; readonly engine: ReplaceableEngine; readonly binding: ThreadBinding }
  | { readonly kind: 'none'; readonly reasons: readonly string[] }
