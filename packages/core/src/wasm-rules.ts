import type { CompileReport, Interest, Rule } from './engine.ts'
import { OvertError } from './error.ts'
import { bufferOf, byteLengthOf, Bytes, decode, encodeInto, parse, Words } from './primordials.ts'
import { type Pointer, wasmAbiVersion, type WasmRulesExports } from './wasm-exports.ts'
import type { WasmMemory } from './wasm-memory.ts'

/** What is asked of a handle of rules, whichever module or library has it. */
export interface RulesReader {
  /** What compiling or loading said, and whether correlations are among the rules. */
  report(rules: Pointer): { readonly report: CompileReport; readonly correlations: boolean }
  list(rules: Pointer): readonly Rule[]
  interest(rules: Pointer): Interest
  prefilters(rules: Pointer, event: number): Uint32Array
  /** The rules as one image. */
  build(rules: Pointer): Uint8Array
}

/** @throws OvertError `OVERT_ENGINE` where the functions are of another version */
export function createRulesReader(what: string, exports: WasmRulesExports, memory: WasmMemory): RulesReader {
  const version = exports.overt_abi_version()
  if (version !== wasmAbiVersion) throw new OvertError('OVERT_ENGINE', `the ${what} has interface ${version}, and ${wasmAbiVersion} is needed: install packages of one version`)
  return {
    report(rules) {
      const { correlations, ...report } = parse(text(memory.take(exports.overt_rules_report(rules)))) as CompileReport & { readonly correlations: boolean }
      return { report, correlations }
    },
    list: (rules) => parse(text(memory.take(exports.overt_rules_list(rules)))) as readonly Rule[],
    interest: (rules) => interestOf(memory.take(exports.overt_rules_interest(rules)) ?? none),
    prefilters: (rules, event) => wordsOf(memory.take(exports.overt_rules_prefilters(rules, event)) ?? none),
    build: (rules) => memory.take(exports.overt_rules_build(rules)) ?? new Bytes(0),
  }
}

const none = new Bytes(0)

export function must(pointer: Pointer): Pointer {
  if (pointer === 0) throw new OvertError('OVERT_ENGINE', 'the engine has no memory left, or met an internal fault')
  return pointer
}

export const text = (bytes: Uint8Array | undefined): string => decode(bytes ?? none)

export function encoded(given: string): Uint8Array {
  const bytes = new Bytes(3 * given.length)
  return new Bytes(bufferOf(bytes), 0, encodeInto(given, bytes).written)
}

const wordsOf = (bytes: Uint8Array): Uint32Array => new Words(bufferOf(bytes))

function interestOf(bytes: Uint8Array): Interest {
  const words = wordsOf(bytes)
  const events = byteLengthOf(bytes) / 8
  const fields = new Words(events)
  const judged = new Bytes(events)
  for (let event = 0; event < events; event++) {
    fields[event] = words[2 * event] ?? 0
    judged[event] = words[2 * event + 1] ?? 0
  }
  return { fields, judged, correlates: false }
}
