import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createWasmCompiler, createWasmEngine, type Engine, type WasmCompilerExports, type WasmEngine, type WasmExports } from '@overt/core'
import type { Opening } from '../../../src/engine/native-binding.ts'
import { openNative } from '../../../src/engine/native.ts'
import { openWasi } from '../../../src/engine/wasi.ts'
import { root } from '../../support/project.ts'

const dist = new URL('packages/overt/dist/', root)
const folder = fileURLToPath(dist)

export const moduleOf = (file: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(new URL(file, dist)))
const [judging, compiling] = [moduleOf('overt.wasm'), moduleOf('overt.compile.wasm')]
export const wasmExports = (): WasmExports => new WebAssembly.Instance(judging).exports as unknown as WasmExports
export const compilerExports = (): WasmCompilerExports => new WebAssembly.Instance(compiling).exports as unknown as WasmCompilerExports

/** The engine over the module that judges, which loads what the other one compiles. */
export function wasmEngine(exports: WasmExports = wasmExports()): WasmEngine {
  const [engine, compiler] = [createWasmEngine(exports), createWasmCompiler(compilerExports())]
  return {
    ...engine,
    compile(sources, options) {
      const report = compiler.compile(sources, options)
      if (!report.diagnostics.some(({ severity }) => severity === 'error')) engine.load(compiler.build())
      return report
    },
  }
}

function opened(opening: Opening): Engine {
  if (opening.kind === 'none') throw new Error(opening.reasons.join('; '))
  return opening.engine
}

/** Every build of the engine. A thread can open the addon once only. */
export const engines: readonly Engine[] = [opened(openNative(folder)), opened(openWasi(folder)), wasmEngine()]

/** Rules of which each way in shows another one. */
export const rules = `
title: A shell
logsource: { category: process_creation }
detection:
  selection: { Image|endswith: [/sh, /bash] }
  condition: selection
response: block
---
title: Says needle
logsource: { category: process_creation }
detection:
  selection: { CommandLine|contains: needle }
  other: { CommandLine|re: 'a+é' }
  condition: selection or other
response: alert
---
title: Any package
logsource: { category: process_creation }
detection:
  selection: { CommandLine|contains: packaged, package.name: '*' }
  condition: selection
response: kill
`

export function compile(engine: Engine, text: string = rules): void {
  const { diagnostics } = engine.compile([{ name: 'test.yml', text }], { products: ['linux', 'nodejs'] })
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
}
