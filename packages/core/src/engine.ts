/** A rule as the record and an alert name it. Its index is its place in {@link Engine.rules}. */
export interface Rule {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly response: 'log' | 'alert' | 'block' | 'kill' | 'allow'
  /** The rule's description in one line, or its title; it becomes the message of a refusal. */
  readonly message: string
}

/** One file of rules: `text` is YAML with one or more documents. */
export interface RuleSource {
  readonly name: string
  readonly text: string
}

/** What decides how rules are compiled. */
export interface CompileOptions {
  /** Products that events are offered under, besides none: `linux` and `nodejs`, say. */
  readonly products: readonly string[]
  /** The policy's responses by rule id, level, tag or author; the strictest applies. */
  readonly responses?: Readonly<Record<string, string>>
  /** The values of placeholders (`%name%` in a value with the modifier `expand`) by name. */
  readonly placeholders?: Readonly<Record<string, readonly string[]>>
  /** Processing pipelines in pySigma's YAML format; they change the rules before these are compiled. */
  readonly pipelines?: readonly RuleSource[]
}

/** What is wrong, or dear, in a rule. Lines and columns count from 1; `length` is in characters of that line. */
export interface Diagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly title: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  readonly hint: string
}

/** What `compile` and `load` say. With any error nothing is loaded and the rules before stay. */
export interface CompileReport {
  readonly rules: number
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * What judges events. There is one compiled rule set a process, shared by its threads, and one frame a thread (docs/design/frame.md).
 * Implementations: the native addon, the same binding as wasi, and the import-free WebAssembly module.
 */
export interface Engine {
  readonly kind: 'native' | 'wasi' | 'wasm'
  /** The 65,536 bytes to write the next event to. Call it for each event: WebAssembly memory that grows detaches older views. */
  frame(): Uint8Array
  /** Judges the event in the frame; the answer is in the frame. Never throws: a frame it cannot read is answered with the flag for it. */
  evaluate(): void
  /**
   * Judges the event in the frame, whose last entry's text is `text`: the fast way for a path as it was given (docs/design/frame.md). Where it cannot be
   * judged as it is, nothing is judged and the answer has the flag for that. Optional; an engine that has it always gives the same frame.
   */
  evaluateText?(text: string): void
  /** Judges an event of any size in the frame's layout; the answer is in the frame. */
  evaluateLarge(event: Uint8Array): void
  compile(sources: readonly RuleSource[], options: CompileOptions): CompileReport
  /** Loads what {@link Engine.build} made. Throws `OVERT_IMAGE` if it is damaged or of another version. */
  load(image: Uint8Array): CompileReport
  /** The compiled rules as one image. */
  build(): Uint8Array
  /** The rules in force, by number: the same list until others are compiled or loaded. */
  rules(): readonly Rule[]
  /** What the rules look at; it does not change while the rules do not. While a thread goes over to others ({@link Replaceable}): what those look at. */
  interest(): Interest
  /** What a host can see by itself of the values of an event (prefilter.ts), by the event's id; no words where each event is to be judged. Optional. */
  prefilters?(event: number): Uint32Array
  /** Where the rules can be replaced while events are judged. */
  readonly replaceable?: Replaceable
  /** BLAKE3, 64 hexadecimal digits. */
  digest(bytes: Uint8Array): string
  /** The same of a text as UTF-8, a lone surrogate being U+FFFD; for engines that read a string faster than it is encoded for them. */
  digestText?(text: string): string
  /** Where native code makes lines of the record. */
  readonly lines?: LineMaker | undefined
  /** The text with secrets replaced by `[redacted]` (list: docs/record.md). */
  redact(text: string): string
}

/** Makes lines of one thread's record of events in the frame: what JavaScript would write of them, without its strings (record/waiting.ts). */
export interface LineMaker {
  /** Once: the memory that lines wait in, the parts of a line before its number in the stream, and between its time and its event, and the file that it is for. */
  pin(memory: ArrayBuffer, start: string, origin: string, path: string): void
  /** Names who calls in the event that was judged just now, where few of overt's own functions are on the stack; what is asked about that event later need not read the stack. */
  name(): void
  /**
   * Adds the line of the event in the frame, allowed and matched by no rule; to be called right after it was judged. 0: its line cannot be made here; 1: it was added;
   * 2: not yet, for what waits must be written, or what was lost be told, first; 3: it was added, and what waits has waited long enough.
   */
  add(): number
}

/**
 * Rules that others can replace while events are judged (docs/design/hot-swap.md). The engine judges a thread's events by the rules that the thread has taken,
 * and answers that one is stale from the moment at which there are others.
 */
export interface Replaceable {
  /** Whether the thread has the rules that are in force. One load of a word. */
  isCurrent(): boolean
}

/** What rules look at. */
export interface Interest {
  /** By event id: the mask of fields that rules read. */
  readonly fields: Uint32Array
  /** By event id: whether any rule judges the event at all. */
  readonly judged: Uint8Array
  /** Whether any rule is a correlation: it counts what is judged, so what the runtime does for itself must not be. Told by engines whose host tells these apart. */
  readonly correlates: boolean
}
