import type { Caller } from './caller.ts'
import type { CompileReport, Interest } from './engine.ts'
import type { WasmEngine } from './engine-wasm.ts'
import { OvertError } from './error.ts'
import { append, byteLengthOf, Bytes, isRangeError, Words } from './primordials.ts'
import type { Compiler } from './wasm-compiler.ts'

/** Rules that were compiled where the package was built, and what is known of them without the engine. */
export interface Prepared {
  /** The compiled rules, as {@link WasmEngine.load} takes them. */
  readonly image: () => Uint8Array
  readonly interest: Interest
  /** What the engine's `prefilters` says of each event, by its id. */
  readonly prefilters: readonly Uint32Array[]
}

const none = new Words(0)

/** The same as it is kept in a file beside the image. */
export interface PreparedFile {
  readonly fields: readonly number[]
  readonly judged: readonly number[]
  readonly prefilters: readonly (readonly number[])[]
}

/** Reads what is kept in the file; before the application runs. */
export function prepared({ fields, judged, prefilters }: PreparedFile, image: () => Uint8Array): Prepared {
  const made: Uint32Array[] = []
  for (let event = 0; event < prefilters.length; event++) {
    const words = prefilters[event]
    made[event] = words === undefined || words.length === 0 ? none : new Words(words)
  }
  return { image, interest: { fields: new Words(fields), judged: new Bytes(judged), correlates: false }, prefilters: made }
}

/** An engine that is not there before somebody needs it. */
export interface DeferredEngine extends WasmEngine {
  /** Has these rules loaded when the first event is judged. Until then `interest` is what they say of themselves. */
  prepare(rules: Prepared): void
  /** Has the engine there now, with its rules: what is wrong with it is thrown here, and not when the first event is judged. */
  ready(): void
  /** Has `tell` called, once, where the engine cannot be had: without a record nobody else says it. */
  onFailure(tell: (error: OvertError) => void): void
}

/**
 * The engine, compiled when the first event is judged: compiling the module is the dearest part of a start, and an application that does nothing that a rule asks for never needs it.
 *
 * There are two modules. What judges is the smaller and faster one, which knows compiled rules only. Rules and configurations, which are YAML, are read by the other, at the start, and
 * what it makes of rules is prepared for the first.
 *
 * An engine that cannot be had is an `OVERT_ENGINE`, thrown again for each event that has to be judged, which is then one that could not be: recorded in monitor, refused in enforce.
 *
 * @param open makes the engine of what was read before the application ran
 * @param openCompiler makes the one that compiles rules and reads configurations
 * @param kind what is opened, as records name it
 */
export function deferEngine(open: () => WasmEngine, openCompiler: () => Compiler, kind: 'native' | 'wasm' = 'wasm'): DeferredEngine {
  let engine: WasmEngine | undefined
  let compiler: Compiler | undefined
  let failure: OvertError | undefined
  let given: Prepared | undefined
  let told: ((error: OvertError) => void) | undefined
  let caller: (() => Caller) | undefined

  /** Once. An exhausted stack is the platform's own error: the next one tries again. */
  function once(work: () => void): void {
    if (failure !== undefined) throw failure
    try {
      work()
    } catch (error) {
      if (isRangeError(error)) throw error
      failure = error instanceof OvertError ? error : new OvertError('OVERT_ENGINE', `the engine's module cannot be used: ${error instanceof Error ? error.message : ''}; install the package anew`)
      told?.(failure)
      throw failure
    }
  }

  function opened(): WasmEngine {
    if (engine === undefined) {
      once(() => {
        engine = open()
        if (caller !== undefined) engine.namePackages(caller)
      })
    }
    return engine as unknown as WasmEngine
  }

  /** With its rules. */
  function judging(): WasmEngine {
    if (given === undefined) return engine ?? opened()
    const made = opened()
    const { image, interest, prefilters } = given
    once(() => {
      made.load(image())
      if (!same(made.interest(), interest) || !samePrefilters(made, prefilters)) throw new OvertError('OVERT_IMAGE', 'the rules ask for other events than it is said of them: the files of the package are of different versions; install it anew')
    })
    given = undefined
    return made
  }

  function compiling(): Compiler {
    if (compiler === undefined) {
      once(() => {
        compiler = openCompiler()
      })
    }
    return compiler as unknown as Compiler
  }

  /** What was just compiled, as it is prepared. */
  function compiled(by: Compiler): Prepared {
    const image = by.build()
    const interest = by.interest()
    const prefilters: Uint32Array[] = []
    for (let event = 0; interest.judged[event] !== undefined; event++) append(prefilters, by.prefilters(event))
    return { image: () => image, interest, prefilters }
  }

  return {
    kind,
    prepare(rules) {
      given = rules
      compiler = undefined
    },
    ready() {
      judging()
    },
    onFailure(tell) {
      told = tell
    },
    frame: () => judging().frame(),
    evaluate() {
      judging().evaluate()
    },
    evaluateLarge(event) {
      judging().evaluateLarge(event)
    },
    compile(sources, options) {
      const by = compiling()
      const report = by.compile(sources, options)
      if (isRefused(report)) return report
      given = compiled(by)
      // INVARIANT: rules come last, so its memory is not needed any more.
      compiler = undefined
      return report
    },
    load(image) {
      const report = opened().load(image)
      given = undefined
      compiler = undefined
      return report
    },
    build: () => judging().build(),
    rules: () => judging().rules(),
    interest: () => given?.interest ?? judging().interest(),
    prefilters: (event) => (given === undefined ? judging().prefilters(event) : (given.prefilters[event] ?? none)),
    digest: (bytes) => opened().digest(bytes),
    configuration: (name, text) => compiling().configuration(name, text),
    redact: (text) => opened().redact(text),
    namePackages(by) {
      caller = by
      engine?.namePackages(by)
    },
  }
}

function isRefused({ diagnostics }: CompileReport): boolean {
  for (let i = 0; i < diagnostics.length; i++) if (diagnostics[i]?.severity === 'error') return true
  return false
}

function samePrefilters(engine: WasmEngine, known: readonly Uint32Array[]): boolean {
  for (let event = 0; event < known.length; event++) {
    const words = engine.prefilters(event)
    const said = known[event] ?? none
    for (let i = 0; words[i] !== undefined || said[i] !== undefined; i++) if (words[i] !== said[i]) return false
  }
  return true
}

function same(one: Interest, other: Interest): boolean {
  const events = byteLengthOf(one.judged)
  if (byteLengthOf(other.judged) !== events) return false
  for (let event = 0; event < events; event++) if (one.judged[event] !== other.judged[event] || one.fields[event] !== other.fields[event]) return false
  return true
}
