import type { WasmExports } from '@overt/core'

/** What of `overt.h` the engine calls: the types of its parameters, and of its result. A `usize` is a pointer, a handle or a length. */
const functions = {
  overt_abi_version: { parameters: [], result: 'u32' },
  overt_alloc: { parameters: ['usize'], result: 'usize' },
  overt_free: { parameters: ['usize', 'usize'], result: 'void' },
  overt_bytes_free: { parameters: ['usize'], result: 'void' },
  overt_digest: { parameters: ['usize', 'usize', 'usize'], result: 'void' },
  overt_redact: { parameters: ['usize', 'usize'], result: 'usize' },
  overt_configuration: { parameters: ['usize', 'usize', 'usize', 'usize'], result: 'usize' },
  overt_clock: { parameters: ['i64'], result: 'void' },
  overt_rules_compile: { parameters: ['usize', 'usize'], result: 'usize' },
  overt_rules_load: { parameters: ['usize', 'usize'], result: 'usize' },
  overt_rules_count: { parameters: ['usize'], result: 'i32' },
  overt_rules_report: { parameters: ['usize'], result: 'usize' },
  overt_rules_list: { parameters: ['usize'], result: 'usize' },
  overt_rules_interest: { parameters: ['usize'], result: 'usize' },
  overt_rules_prefilters: { parameters: ['usize', 'u32'], result: 'usize' },
  overt_rules_build: { parameters: ['usize'], result: 'usize' },
  overt_rules_free: { parameters: ['usize'], result: 'void' },
  overt_evaluator_new: { parameters: ['usize'], result: 'usize' },
  overt_evaluator_use: { parameters: ['usize', 'usize'], result: 'u8' },
  overt_evaluator_frame: { parameters: ['usize'], result: 'usize' },
  // As WebAssembly gives it: bit 31 is the sign.
  overt_evaluate: { parameters: ['usize'], result: 'i32' },
  overt_evaluate_large: { parameters: ['usize', 'usize', 'usize'], result: 'i32' },
  overt_evaluator_tells_packages: { parameters: ['usize', 'u8'], result: 'void' },
  overt_package: { parameters: ['usize', 'usize', 'usize', 'usize', 'usize'], result: 'i32' },
} as const satisfies Record<Exclude<keyof WasmExports, 'memory' | '__stack_pointer'>, Deno.ForeignFunction>

const NumberCaptured = Number

type Called = (...given: readonly (number | bigint)[]) => number | bigint

/**
 * The functions of the shared library of crates/capi (`libovert.so`), as the engine calls those of the module. Deno gives a pointer as a `bigint`; it is handed on as a number, which holds 48 bits
 * of address and more.
 *
 * @param path of the library
 * @throws what Deno throws where it may not be loaded, or is no such library
 */
export function openLibrary(path: string): WasmExports {
  const { symbols } = Deno.dlopen(path, functions)
  const exports: Record<string, unknown> = {}
  for (const [name, { result }] of Object.entries(functions)) {
    const symbol = symbols[name] as Called
    exports[name] = result === 'usize' ? (a: number, b: number, c: number, d: number) => NumberCaptured(symbol(a, b, c, d)) : symbol
  }
  return exports as unknown as WasmExports
}
