import { type Engine, primordials, type Rule } from '@overt/core'
import { answered } from './answer.ts'

const { parse } = primordials

/** What the binding gives of the rules; structured values are JSON text (crates/binding/src/rules.rs). */
export interface RulesBinding {
  /** Compiles rules and puts them in force for the process: `{"rules":N,"diagnostics":[...]}`. Options: `{"products":[...],"responses":{...}}`. */
  compile(sources: readonly { readonly name: string; readonly text: string }[], options: string): string
  /** Puts an image that `build` made in force. */
  load(image: Uint8Array): string
  /** Reads an image from a file and puts it in force: the file's digest; null where it is no image that can be used, or cannot be read. */
  loadFile(path: string): string | null
  /** The rules in force as an image. */
  build(): Uint8Array
  /** A JSON array of `{id,name,title,level,response,message,author,tags}`, by index. */
  rules(): string
  /** The fields that rules read, one bit each, by the event's id. */
  interestFields(): Uint32Array
  /** 1 where some rule is about the event, by its id. */
  interestJudged(): Uint8Array
  /** Whether any rule is a correlation. */
  correlates(): boolean
  /** What a host can see by itself of the event's values: packages/core/src/prefilter.ts. */
  prefilters(event: number): Uint32Array
  /** BLAKE3, 64 hexadecimal digits. */
  digest(bytes: Uint8Array): string
  /** The same of a text as UTF-8; a lone surrogate is U+FFFD. */
  digestText(text: string): string
  /** The text with its secrets masked; null where that changes nothing. */
  redact(text: string): string | null
}

/** What differs between the builds of the binding: where the frame lies, and how an event in it is judged. */
export type Judge = Pick<Engine, 'kind' | 'frame' | 'evaluate' | 'evaluateText' | 'evaluateLarge' | 'lines'>

/** An engine whose list of rules can be made anew. */
export interface ReplaceableEngine extends Engine {
  /** Called when a thread has gone over to other rules. */
  forget(): void
  /** Loads compiled rules from a file, which is copied once: its digest. Undefined where it is none that can be used, or cannot be read: who reads it then says why. Optional. */
  loadFile?(path: string): string | undefined
}

/** The engine that a build of the binding is. */
export function engineOf(binding: RulesBinding, judge: Judge): ReplaceableEngine {
  // Few processes match a rule: the list is made when it is first needed.
  let rules: readonly Rule[] | undefined
  function loadFile(path: string): string | undefined {
    rules = undefined
    return binding.loadFile(path) ?? undefined
  }
  return {
    ...judge,
    compile(sources, options) {
      rules = undefined
      return answered(binding.compile(sources, JSON.stringify(options)))
    },
    load(image) {
      rules = undefined
      return answered(binding.load(image))
    },
    build: () => binding.build(),
    forget() {
      rules = undefined
    },
    rules: () => (rules ??= parse(binding.rules()) as readonly Rule[]),
    interest: () => ({ fields: binding.interestFields(), judged: binding.interestJudged(), correlates: binding.correlates() }),
    // Prefilters are asked for while the application runs: what hands values over from WASI then calls methods that the application can replace. And WASI sees no file.
    ...(judge.kind === 'native' ? { prefilters: (event: number) => binding.prefilters(event), loadFile } : {}),
    digest: (bytes) => binding.digest(bytes),
    digestText: (text) => binding.digestText(text),
    redact: (text) => binding.redact(text) ?? text,
  }
}
