import type { RuleSource } from '@overt/core'
import type { ReplaceableEngine, RulesBinding } from './binding.ts'

/** What every build of the binding has besides the rules, for one thread (crates/binding). */
export interface ThreadBinding extends RulesBinding {
  /** A configuration file as JSON with only the keys that it names, or `{"error":{"code","message","diagnostics"}}`. */
  configuration(name: string, text: string): string
  /** Sets the process's text, once; false where it was set before. */
  share(text: string): boolean
  shared(): string | null
  /** Calls `body` unless a call with the same slot is under way; the mark is set and cleared in native code. */
  enter(body: () => void, slot: number): boolean
  inside(): boolean
  version(): string
  /** From now on an event of the application's own counts for correlations at the time in its field `time`, where it has one. */
  correlateByEventTime(): void
  /** Takes up what correlations left in a file; null, or why it cannot be taken up. */
  restoreCorrelations(file: string): string | null
  /** Leaves what correlations have seen in a file; null, or why it cannot be written. */
  keepCorrelations(file: string): string | null
  /** Leaves it there every so many seconds too, from a thread of its own; null, or why it cannot. */
  keepCorrelationsEvery(file: string, seconds: number, replaceable: boolean): string | null
}

/** What only the native build has: V8's stack and code generation, verified open, the end of the process. */
export interface NativeBinding extends ThreadBinding {
  explain(sources: readonly RuleSource[], options: string, name: string, event: string): string
  testRules(sources: readonly RuleSource[], options: string): string
  listRules(sources: readonly RuleSource[], options: string): string
  ruleSchema(): string
  evaluateLarge(event: Uint8Array): void
  pin(memory: ArrayBuffer): void
  evaluate(): void
  evaluateText(text: string): void
  /** Makes `memory` the place where this thread's lines wait (packages/core/src/record/waiting.ts); once. */
  pinLines(memory: ArrayBuffer, start: string, origin: string): void
  /** Reads the stack for the event that was judged just now: see `LineMaker`. */
  nameCaller(): void
  /** Adds the line of the event in the frame: see `LineMaker`. */
  addLine(): number
  watchCode(callback: (code: string, kind: string, answer: Uint32Array | undefined, packageJson: string | undefined) => string | undefined): string | null
  setCodeWanted(wanted: number): void
  /** Has `callback` asked before WebAssembly is compiled in this thread: true allows. Null, or the symbol that is missing. */
  watchWasm(callback: () => boolean): string | null
  caller(): string
  ownScript(path: string): boolean
  claim(name: string): void
  /** Takes what gives the text of the runtime's own modules, by name without `node:`; once. */
  runtimeSources(source: (name: string) => string | undefined): void
  root(path: string): void
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
  stackMissing(): string | null
  kill(): void
  isProgram(path: string): boolean
  /** What a program runs besides itself, by its arguments after the name: a list in JSON (crates/shell); null where that is nothing. */
  shellCommands(program: string, args: readonly string[]): string | null
  /** The BLAKE3 of a file's content; null where it is no regular file, or cannot be read. */
  digestOf(path: string): string | null
  /** The path of an open file as the system knows it; null where it has none. Linux only. */
  pathOfDescriptor(descriptor: number): string | null
  /** Whether the system forbids this process to run what is in no file (`SECBIT_EXEC_DENY_INTERACTIVE`). */
  deniesInteractive(): boolean
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
  lock(folder: string, options: string): Promise<string>
  listTree(folder: string, options: string): Promise<string>
  verify(folder: string, options: string): Promise<string>
  /** Files that `lock` and `verify` have hashed, and their bytes. */
  treeProgress(): readonly [number, number]
  newKey(name: string): string
  /** Writes compiled rules, signed where `key` (a path) is given: `{"serial"}`, null without a key. Options: `key`, `serial`. */
  writeRules(file: string, image: Uint8Array, options: string): string
  /** Puts signed compiled rules in force: `{"rules","serial","digest"}`. Options: `pubkey` (its text), `minSerial`. */
  openRules(file: string, options: string): string
  /** Has a native thread look at a file of signed rules: null, or an error. Options: `pubkey`, `interval` in seconds. */
  watchRules(file: string, options: string): string | null
  /** Has `callback` called in the event loop where rules were replaced or refused; the first word of `memory` is their epoch. `{"epoch","serial"}` of this thread's. */
  onRules(memory: ArrayBuffer, callback: () => void): string
  /** Begins to go over to the rules in force: `{"epoch","rules","serial","digest","previous","lost"}`; null where this thread has them. */
  nextRules(): string | null
  /** Ends to go over to the rules with this epoch. */
  takeRules(epoch: number): void
  /** What was refused since this was asked last, oldest first: `{"refused":[{"code","message"}],"dropped"}`, or null. */
  refusedRules(): string | null
  /** The serial number of the process's rules, which this thread may not have yet. */
  rulesSerial(): number
  /** Judges archives by the rules in force; matches go to the standard output, problems to the standard error. The counts as JSON. */
  replay(archives: readonly string[], options: string): string
}

/** An opened engine with its binding, or why there is none. */
export type Opening =
  | { readonly kind: 'native'; readonly engine: ReplaceableEngine; readonly binding: NativeBinding }
  | { readonly kind: 'wasi'; readonly engine: ReplaceableEngine; readonly binding: ThreadBinding }
  | { readonly kind: 'none'; readonly reasons: readonly string[] }
