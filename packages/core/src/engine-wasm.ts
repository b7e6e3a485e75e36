import { type Caller, encodeCaller } from './caller.ts'
import { writeCompileRequest } from './compile-request.ts'
import type { CompileReport, Engine, Rule } from './engine.ts'
import { OvertError } from './error.ts'
import { bigintOf, Bytes, floor, isRangeError, now } from './primordials.ts'
import { needsPackage, type Pointer, type WasmExports } from './wasm-exports.ts'
import { createWasmMemory, type WasmAccessors, wasmAccessors, type WasmMemory } from './wasm-memory.ts'
import { createRulesReader, encoded, must, text } from './wasm-rules.ts'

const frameBytes = 65_536
/** The second byte of a frame's first word, where the frame could not be judged: bit 9. */
const malformedByte = 2

/** The engine, with what else a host without files of its own needs of the module. */
export interface WasmEngine extends Engine {
  prefilters(event: number): Uint32Array
  /** A configuration file as JSON with only the keys that it names, or `{"error":{"code","message","diagnostics"}}`. */
  configuration(name: string, text: string): string
  /**
   * Has `caller` say whose code asks: only where a rule that reads the package is open, one has matched, or the record is to have it. Until then no package is
   * named. It runs no code of the application.
   */
  namePackages(caller: () => Caller): void
}

/**
 * The engine over the import-free module: one instance a thread. It knows no runtime; who has the module's bytes makes the instance. Over `overt.wasm` it has no rules before an
 * image is loaded: it throws `OVERT_ENGINE` where it is to compile any, to read a configuration, or to judge without rules.
 *
 * @param accessors captured before the application ran; at once where the engine is made then
 * @param clock milliseconds since 1970, best from a clock that nobody sets: the time by which correlations count
 * @throws OvertError `OVERT_ENGINE` where the module is of another version, or has no memory left
 * @example
 * const { instance } = await WebAssembly.instantiate(bytes, {})
 * const engine = createWasmEngine(instance.exports as unknown as WasmExports)
 */
export const createWasmEngine = (exports: WasmExports, accessors: WasmAccessors = wasmAccessors(), clock: () => number = now): WasmEngine =>
  createAbiEngine('wasm', exports, createWasmMemory(exports, accessors), clock)

/**
 * The engine over the functions of crates/capi, wherever they are: the module's, or those of the shared library, which a runtime calls by an interface of its own.
 *
 * @throws OvertError `OVERT_ENGINE` where they are of another version, or have no memory left
 */
export function createAbiEngine(kind: 'native' | 'wasm', exports: WasmExports, memory: WasmMemory, clock: () => number): WasmEngine {
  const read = createRulesReader(kind === 'wasm' ? 'module `overt.wasm`' : 'shared library', exports, memory)
  const compileRules = exports.overt_rules_compile ?? lacking
  const readConfiguration = exports.overt_configuration ?? lacking
  // Nothing that the module does calls JavaScript. So a call that finds this set follows one that was broken off: a trap, stack exhaustion, termination.
  let inside = false
  // 0 until there are rules: the first that are used, or none for who asks before. Compiling none would cost every start more than loading an image.
  let evaluator: Pointer = 0
  let rules: Pointer = 0
  // Made when a rule first matches, and kept until there are others.
  let list: readonly Rule[] | undefined
  /** Whether correlations are among the rules: only then is the time of events asked for. */
  let correlates = false
  let frameAt: Pointer = 0
  let frame: Uint8Array = new Bytes(0)
  let caller: (() => Caller) | undefined

  function begin(first: Pointer): void {
    evaluator = must(exports.overt_evaluator_new(first))
    if (caller !== undefined) exports.overt_evaluator_tells_packages(evaluator, 1)
    rules = first
    frameAt = exports.overt_evaluator_frame(evaluator)
  }

  function current(): Pointer {
    if (evaluator === 0) begin(must(memory.lend(writeCompileRequest([], { products: [] }), compileRules)))
    return rules
  }

  function enter(): void {
    if (inside) memory.unwind()
    inside = true
  }

  function call<Result>(work: () => Result): Result {
    enter()
    const result = work()
    inside = false
    return result
  }

  /** An exhausted stack is the platform's own error. Any other trap is answered as a frame that could not be judged. */
  function broken(error: unknown): void {
    if (isRangeError(error)) throw error
    const head = memory.view(frameAt, 16)
    for (let i = 0; i < 16; i++) head[i] = i === 1 ? malformedByte : 0
  }

  /** Ends a judgement that waits for the package. `event`: where it came in a buffer of its own. */
  function complete(event: Pointer, eventLength: number): void {
    const told = encodeCaller(caller?.() ?? { name: undefined, reason: 'unavailable' })
    memory.lend(told, (at, length) => exports.overt_package(evaluator, event, eventLength, at, length))
  }

  /** The module has no clock. */
  function tellTime(): void {
    exports.overt_clock(bigintOf(floor(clock() * 1000)))
  }

  function use(made: Pointer): CompileReport {
    const { report, correlations } = read.report(made)
    const usable = exports.overt_rules_count(made) >= 0
    list = undefined
    if (usable) correlates = correlations
    if (usable && evaluator === 0) begin(made)
    else if (usable && exports.overt_evaluator_use(evaluator, made) !== 0) {
      exports.overt_rules_free(rules)
      rules = made
    } else exports.overt_rules_free(made)
    return report
  }

  return {
    kind,
    frame() {
      if (frame[0] === undefined) {
        current()
        frame = memory.view(frameAt, frameBytes)
      }
      return frame
    },
    evaluate() {
      enter()
      try {
        if (correlates) tellTime()
        if (exports.overt_evaluate(evaluator) === needsPackage) complete(0, 0)
      } catch (error) {
        broken(error)
        return
      }
      inside = false
    },
    evaluateLarge(event) {
      enter()
      current()
      try {
        if (correlates) tellTime()
        memory.lend(event, (at, length) => {
          if (exports.overt_evaluate_large(evaluator, at, length) === needsPackage) complete(at, length)
        })
      } catch (error) {
        broken(error)
        return
      }
      inside = false
    },
    compile: (sources, options) =>
      call(() => {
        tellTime()
        return use(must(memory.lend(writeCompileRequest(sources, options), compileRules)))
      }),
    load: (image) =>
      call(() => {
        tellTime()
        return loaded(use(must(memory.lend(image, exports.overt_rules_load))))
      }),
    build: () => call(() => read.build(current())),
    rules: () => (list ??= call(() => read.list(current()))),
    interest: () => call(() => read.interest(current())),
    prefilters: (event) => call(() => read.prefilters(current(), event)),
    digest: (bytes) =>
      call(() =>
        memory.lend(bytes, (at, length) => {
          const out = must(exports.overt_alloc(64))
          exports.overt_digest(at, length, out)
          const digits = text(memory.view(out, 64))
          exports.overt_free(out, 64)
          return digits
        }),
      ),
    configuration: (name, given) =>
      call(() =>
        memory.lend(encoded(name), (nameAt, nameLength) =>
          memory.lend(encoded(given), (at, length) => text(memory.take(must(readConfiguration(nameAt, nameLength, at, length))))),
        ),
      ),
    redact: (given) => call(() => text(memory.take(memory.lend(encoded(given), exports.overt_redact)))),
    namePackages(by) {
      caller = by
      if (evaluator !== 0) exports.overt_evaluator_tells_packages(evaluator, 1)
    },
  }
}

function lacking(): never {
  throw new OvertError('OVERT_ENGINE', 'the module `overt.wasm` judges by compiled rules only; `overt.compile.wasm` compiles rules and reads configurations')
}

function loaded(report: CompileReport): CompileReport {
  const problem = report.diagnostics[0]
  if (problem?.code === 'OVERT_IMAGE') throw new OvertError('OVERT_IMAGE', problem.message)
  return report
}
