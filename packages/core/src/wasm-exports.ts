/** A handle or a place in the module's memory; 0 is null. */
export type Pointer = number

/**
 * What the import-free module exports (crates/capi): the instance's `exports`, or its namespace where a runtime imports modules by itself. `overt.wasm` loads compiled rules and
 * judges; it leaves out what compiles rules and reads configurations, which the shared library has too.
 */
export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  /** The shadow stack's pointer, a `WebAssembly.Global`; a plain number where a runtime unwraps globals, and then it cannot be set back. */
  readonly __stack_pointer?: unknown
  overt_abi_version(): number
  overt_alloc(length: number): Pointer
  overt_free(at: Pointer, length: number): void
  overt_bytes_free(bytes: Pointer): void
  overt_digest(at: Pointer, length: number, out: Pointer): void
  overt_redact(at: Pointer, length: number): Pointer
  overt_configuration?(name: Pointer, nameLength: number, text: Pointer, textLength: number): Pointer
  overt_clock(microseconds: bigint): void
  overt_rules_compile?(at: Pointer, length: number): Pointer
  overt_rules_load(at: Pointer, length: number): Pointer
  overt_rules_count(rules: Pointer): number
  overt_rules_report(rules: Pointer): Pointer
  overt_rules_list(rules: Pointer): Pointer
  overt_rules_interest(rules: Pointer): Pointer
  overt_rules_prefilters(rules: Pointer, event: number): Pointer
  overt_rules_build(rules: Pointer): Pointer
  overt_rules_free(rules: Pointer): void
  overt_evaluator_new(rules: Pointer): Pointer
  overt_evaluator_use(evaluator: Pointer, rules: Pointer): number
  overt_evaluator_frame(evaluator: Pointer): Pointer
  /** Answers the first word of the answer, or {@link needsPackage}. */
  overt_evaluate(evaluator: Pointer): number
  overt_evaluate_large(evaluator: Pointer, at: Pointer, length: number): number
  overt_evaluator_tells_packages(evaluator: Pointer, tells: number): void
  overt_package(evaluator: Pointer, event: Pointer, eventLength: number, at: Pointer, length: number): number
}

/** What of a handle of rules can be asked in every module. */
export type WasmRulesExports = Pick<WasmExports, 'memory' | '__stack_pointer' | 'overt_abi_version' | 'overt_alloc' | 'overt_free' | 'overt_bytes_free' | 'overt_clock' | `overt_rules_${'count' | 'report' | 'list' | 'interest' | 'prefilters' | 'build' | 'free'}`>

/** What `overt.compile.wasm` exports: it compiles rules to an image and reads configurations, and judges nothing. */
export type WasmCompilerExports = WasmRulesExports & Required<Pick<WasmExports, 'overt_configuration' | 'overt_rules_compile'>>

/** What judging answers where it waits for the package: bit 31, which WebAssembly gives as the sign. */
export const needsPackage: number = 1 << 31

/** The interface that this version of the packages needs. */
export const wasmAbiVersion = 1
