import { writeCompileRequest } from './compile-request.ts'
import type { WasmEngine } from './engine-wasm.ts'
import { bigintOf, Bytes, floor, now } from './primordials.ts'
import type { Pointer, WasmCompilerExports } from './wasm-exports.ts'
import { createWasmMemory, type WasmAccessors, wasmAccessors } from './wasm-memory.ts'
import { createRulesReader, encoded, must, text } from './wasm-rules.ts'

/** What makes an image of rules, which an engine loads, and reads configurations. Before it has compiled any it has no rules, and the image is empty. */
export type Compiler = Pick<WasmEngine, 'build' | 'compile' | 'configuration' | 'interest' | 'prefilters' | 'rules'>

/**
 * The compiler over `overt.compile.wasm`. It judges nothing: what it builds, an engine over `overt.wasm` loads, and then it need not be kept.
 *
 * @param accessors captured before the application ran; at once where the compiler is made then
 * @param clock milliseconds since 1970: rules with correlations are compiled where there is one only
 * @throws OvertError `OVERT_ENGINE` where the module is of another version, or has no memory left
 * @example
 * const { instance } = await WebAssembly.instantiate(bytes, {})
 * const compiler = createWasmCompiler(instance.exports as unknown as WasmCompilerExports)
 * const { diagnostics } = compiler.compile([{ name: 'rules.yml', text }], { products: ['linux'] })
 * engine.load(compiler.build())
 */
export function createWasmCompiler(exports: WasmCompilerExports, accessors: WasmAccessors = wasmAccessors(), clock: () => number = now): Compiler {
  const memory = createWasmMemory(exports, accessors)
  const read = createRulesReader('module `overt.compile.wasm`', exports, memory)
  // As in the engine: a call that finds this set follows one that was broken off.
  let inside = false
  let rules: Pointer = 0

  function call<Result>(work: () => Result): Result {
    if (inside) memory.unwind()
    inside = true
    const result = work()
    inside = false
    return result
  }

  return {
    compile: (sources, options) =>
      call(() => {
        exports.overt_clock(bigintOf(floor(clock() * 1000)))
        const made = must(memory.lend(writeCompileRequest(sources, options), exports.overt_rules_compile))
        const { report } = read.report(made)
        const kept = exports.overt_rules_count(made) >= 0
        exports.overt_rules_free(kept ? rules : made)
        if (kept) rules = made
        return report
      }),
    build: () => (rules === 0 ? new Bytes(0) : call(() => read.build(rules))),
    rules: () => (rules === 0 ? [] : call(() => read.list(rules))),
    interest: () => call(() => read.interest(rules)),
    prefilters: (event) => call(() => read.prefilters(rules, event)),
    configuration: (name, given) =>
      call(() =>
        memory.lend(encoded(name), (nameAt, nameLength) =>
          memory.lend(encoded(given), (at, length) => text(memory.take(must(exports.overt_configuration(nameAt, nameLength, at, length))))),
        ),
      ),
  }
}
