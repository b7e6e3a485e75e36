import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createWasmEngine, type Engine, type WasmExports } from '@overt/core'
import type { Opening } from '../../../src/engine/native-binding.ts'
import { openNative } from '../../../src/engine/native.ts'
import { openWasi } from '../../../src/engine/wasi.ts'
import { root } from '../../support/project.ts'

const dist = new URL('packages/overt/dist/', root)
const folder = fileURLToPath(dist)

export const wasmModule = (): WebAssembly.Module => new WebAssembly.Module(readFileSync(new URL('overt.full.wasm', dist)))
export const wasmExports = (): WasmExports => new WebAssembly.Instance(wasmModule()).exports as unknown as WasmExports

function opened(opening: Opening): Engine {
  if (opening.kind === 'none') throw new Error(opening.reasons.join('; '))
  return opening.engine
}

/** Every build of the engine. A thread can open the addon once only. */
export const engines: readonly Engine[] = [opened(openNative(folder)), opened(openWasi(folder)), createWasmEngine(wasmExports())]

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
