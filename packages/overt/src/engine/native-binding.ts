import type { RuleSource } from '@overt/core'
import type { ReplaceableEngine, RulesBinding } from './binding.ts'

/** What every build of the binding has besides the rules, for one thread (crates/binding). */
export interface ThreadBinding extends RulesBinding {
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
  /** The version of the crate. */
  version(): string
  /** From now on an event of the application's own counts for correlations at the time in its field `time`, where it has one. */
  correlateByEventTime(): void
  /** What is wrong with the file that holds the state of correlations, or null; without the file they begin anew. */
  restoreCorrelations(file: string): string | null
  /** Leaves what correlations have seen in a file; null, or why it cannot be written. */
  keepCorrelations(file: string): string | null
  /** Writes the state of correlations every so many seconds, where it has changed, from a thread of its own; what is wrong, or null. */
  keepCorrelationsEvery(file: string, seconds: number, replaceable: boolean): string | null
}

/**
 * What only the native build has: V8's stack and code generation, verified open, the end of the process.
 *
 * The addon gives its functions to its first loader in an isolate; every later load gets nothing. Where something cannot be done, JSON text is
 * `{"error":{"code","message"}}`.
 */
export interface NativeBinding extends ThreadBinding {
  /** Why each rule matches the event (JSON or YAML) or does not: `{"explanations":[{id,title,logsource,matched,condition}],"diagnostics":[...]}`. Puts nothing in force. */
  explain(sources: readonly RuleSource[], options: string, name: string, event: string): string
  /** Runs the tests in rules: `{"tests":[{file,title,line,expected,passed,explanation}],"diagnostics":[...]}`. Puts nothing in force. */
  testRules(sources: readonly RuleSource[], options: string): string
  /** `{"rules":[{id,title,level,response,cost,logsource,events}],"diagnostics":[...]}`. Puts nothing in force. */
  listRules(sources: readonly RuleSource[], options: string): string
  /** The JSON Schema of a rule. */
  ruleSchema(): string
  /** The same as `evaluate` of an event that the pinned frame is too small for. */
  evaluateLarge(event: Uint8Array): void
  /** Once per thread: the buffer of `new WebAssembly.Memory({ initial: 1, maximum: 1 })`. Throws for the second and for a smaller one. */
  pin(memory: ArrayBuffer): void
  /** Judges the event in the pinned frame, both steps; the answer is in the frame. Never throws. */
  evaluate(): void
  /** The same where the last entry's text is `text`; answers with flag 1 << 11, and judges nothing, where it cannot be judged as it is. Never throws. */
  evaluateText(text: string): void
  /** Makes the memory the place where this thread's lines of the record wait (packages/core/src/record/waiting.ts); once. */
  pinLines(memory: ArrayBuffer, start: string, origin: string): void
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
  /** The application's root, absolute, and the folder whose `node_modules` holds the tool that runs it, if it is another; per thread. */
  root(path: string, beside?: string): void
  /** The nearest script that is not overt's own, where it is the runtime's for certain; else empty. */
  runtimeScript(): string
  /** Whether the runtime's own loader of modules calls, through nothing but the runtime's functions for files: in the event that was judged last; to be asked right after the judgement. */
  runtimeLoads(): boolean
  /** The file that this thread was started with, absolute. */
  entry(path: string): void
  /** Whether a module that the application asked for is being loaded; null where the stack cannot be read. */
  isLoading(): boolean | null
  /** On whose behalf a function of `node:fs` works: as `runtimeScript`, past the scripts of `node:fs` itself. */
  filesFor(): string
  /** The same for the event that was judged last, whose stack need not be read again; to be asked right after the judgement. */
  judgedFilesFor(): string
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
  /** The manifest of this process, once. Options: `{"pubkey","minSerial","root"}`. A head's JSON with `root`. */
  openManifest(manifest: string, options: string): string
  /** Whether the manifest lists code that is in no file under this BLAKE3 digest. */
  allowsCode(digest: string): boolean
  verifiedRead(path: string, asBytes?: boolean, measures?: boolean): {
    readonly allowed: boolean
    readonly reason: string | null
    readonly message: string | null
    readonly digest: string | null
    readonly expected: string | null
    readonly size: number | null
    readonly verity: string | null
    readonly text: string | null
    readonly bytes: Uint8Array | null
  }
  /** Verifies an addon and what is beside it, and seals copies: `{"libraries":[{path,name,allowed,reason,message,digest,expected,size,verity,open}]}`, or `{"unavailable":"why"}`. */
  sealAddon(path: string): string
  /** Opens a sealed copy as the library `name`; what is wrong, or null. */
  openLibrary(name: string, open: string): string | null
  /** The text of a listed file; null for whatever `verifiedRead` would refuse. */
  verifiedText(path: string): string | null
  /** The manifest's start-up cache, compared with its head; null where there is none; an error as JSON. */
  openCache(): Uint8Array | string | null
  /** V8's code cache of a function that `vm.compileFunction` made; null where this runtime gives none. */
  codeCache(compiled: (...given: readonly unknown[]) => unknown): Uint8Array | null
  /** In the background. Options: `{"output","serial","key","code","expected"}`; `code` are digests of code that is in no file, `key` is the path of a secret key, `expected` the digest of what `listTree` answered. A head's JSON: `{"serial","count","text","index","cache"}`. */
  lock(folder: string, options: string): Promise<string>
  /** The text that `lock` would write. Options: `{"output"}`. `{"text"}`. */
  listTree(folder: string, options: string): Promise<string>
  /**
   * In the background. Options: `{"manifest","pubkey","minSerial","verity"}`; `pubkey` is the text of a public key. A head's JSON with `"ok"`, `"added"` and `"removed"`
   * (`{"path","digest"}`), `"changed"` (`{"path","expected","actual"}`), `"unreadable"` (`{"path","why"}`) and `"unnamed"` (differences beyond those named);
   * with `verity` also `"protected"` (`{"path","verity"}`) and `"protectedCount"`.
   */
  verify(folder: string, options: string): Promise<string>
  /** Files that `lock` and `verify` have hashed in this process, and their bytes. */
  treeProgress(): readonly [number, number]
  /** Writes `NAME.key` and `NAME.pub`. `{"id","key","pubkey","public"}`. */
  newKey(name: string): string
  /** Writes compiled rules, with their signature where there is a key: `{"serial"}`, null without one. Options: `{"key":path,"serial":N}`. */
  writeRules(file: string, image: Uint8Array, options: string): string
  /** Puts signed compiled rules in force: `{"rules","serial","digest"}`. Options: `pubkey` (its text), `minSerial`. */
  openRules(file: string, options: string): string
  /** Has a native thread look at a file of signed rules, once a process: null, or an error. Options: `{"pubkey":text,"interval":seconds}`. */
  watchRules(file: string, options: string): string | null
  /** Has this thread's event loop call `callback` where rules were replaced or refused; the first word of `memory` is their epoch. `{"epoch","serial"}` of the thread's own. Once a thread. */
  onRules(memory: ArrayBuffer, callback: () => void): string
  /** Begins to go over to the rules in force: `{"epoch","rules","serial","digest","previous","lost"}`; null where this thread has them. */
  nextRules(): string | null
  /** Ends to go over to the rules with this epoch. */
  takeRules(epoch: number): void
  /** What was refused since this was asked last, oldest first: `{"refused":[{"code","message"}],"dropped":N}`, or null. */
  refusedRules(): string | null
  /** The serial number of the process's rules, which this thread may not have yet; 0 where they are not signed. */
  rulesSerial(): number
  /**
   * Judges archives by the rules in force; matches go to the standard output, problems to the standard error. Options: `{"threads","progress","state"}`.
   * `{"events","matched","bad","unreadable","truncated","forgotten","rules":[{"id","matches"}]}`, or `{"closed":true}` where the output took no more.
   */
  replay(archives: readonly string[], options: string): string
}

/** An opened engine with its binding, or why there is none. */
export type Opening =
  | { readonly kind: 'native'; readonly engine: ReplaceableEngine; readonly binding: NativeBinding }
  | { readonly kind: 'wasi'; readonly engine: ReplaceableEngine; readonly binding: ThreadBinding }
  | { readonly kind: 'none'; readonly reasons: readonly string[] }
