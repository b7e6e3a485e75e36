import type { RuleSource } from '@overt/core'

// Functions of the binding that few starts need, which native code makes when they are asked for (crates/binding/src/exports.rs). Whoever needs some asks once, at the start.

/** What correlations have seen, kept. */
export interface CorrelationBinding {
  /** From now on an event of the application's own counts for correlations at the time in its field `time`, where it has one. */
  correlateByEventTime(): void
  /** What is wrong with the file that holds the state of correlations, or null; without the file they begin anew. */
  restoreCorrelations(file: string): string | null
  /** Leaves what correlations have seen in a file; null, or why it cannot be written. */
  keepCorrelations(file: string): string | null
  /** Writes the state of correlations every so many seconds, where it has changed, from a thread of its own; what is wrong, or null. */
  keepCorrelationsEvery(file: string, seconds: number, replaceable: boolean): string | null
}

/** What a process with a manifest needs of native code. */
export interface VerifiedBinding {
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
}

/** Rules that are signed. */
export interface SignedBinding {
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
}

/** What only commands need, and the preload of `overt lock --warm`. */
export interface CommandBinding {
  /** The version of the crate. */
  version(): string
  /** Why each rule matches the event (JSON or YAML) or does not: `{"explanations":[{id,title,logsource,matched,condition}],"diagnostics":[...]}`. Puts nothing in force. */
  explain(sources: readonly RuleSource[], options: string, name: string, event: string): string
  /** Runs the tests in rules: `{"tests":[{file,title,line,expected,passed,explanation}],"diagnostics":[...]}`. Puts nothing in force. */
  testRules(sources: readonly RuleSource[], options: string): string
  /** `{"rules":[{id,title,level,response,cost,logsource,events}],"diagnostics":[...]}`. Puts nothing in force. */
  listRules(sources: readonly RuleSource[], options: string): string
  /** The JSON Schema of a rule. */
  ruleSchema(): string
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
  /**
   * Judges archives by the rules in force; matches go to the standard output, problems to the standard error. Options: `{"threads","progress","state"}`.
   * `{"events","matched","bad","unreadable","truncated","forgotten","rules":[{"id","matches"}]}`, or `{"closed":true}` where the output took no more.
   */
  replay(archives: readonly string[], options: string): string
}
