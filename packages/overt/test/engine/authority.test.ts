import test from 'ava'
import { fileURLToPath } from 'node:url'
import { openWasi } from '../../src/engine/wasi.ts'
import { root } from '../support/project.ts'
import { moduleOf } from './support/engines.ts'

test('the modules for Deno, Bun and other hosts import nothing; two judge, and one compiles', (t) => {
  const abilities = ['overt_evaluate', 'overt_rules_load', 'overt_redact', 'overt_rules_compile', 'overt_configuration']
  const has = ['overt.wasm', 'overt.scalar.wasm', 'overt.compile.wasm'].map((file) => {
    const module = moduleOf(file)
    t.deepEqual(WebAssembly.Module.imports(module), [], file)
    const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name))
    t.true(names.has('overt_abi_version') && names.has('overt_rules_build'), file)
    return abilities.filter((name) => names.has(name))
  })
  t.deepEqual(has, [abilities.slice(0, 3), abilities.slice(0, 3), abilities.slice(3)])
})

test('the WASI build sees no environment, no arguments and no directory', (t) => {
  process.env['OVERT_TEST_SECRET'] = 'hunter2'
  const seen: WebAssembly.Imports[] = []
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports)
      if (imports !== undefined) seen.push(imports)
    }
  }
  try {
    t.is(openWasi(fileURLToPath(new URL('packages/overt/dist', root))).kind, 'wasi')
  } finally {
    WebAssembly.Instance = Instance
  }
  t.is(seen.length, 1)
  const wasi = seen[0]?.['wasi_snapshot_preview1'] as Record<string, (...given: (number | bigint)[]) => number>
  const memory = seen[0]?.['env']?.['memory'] as WebAssembly.Memory
  const word = (at: number): number => new DataView(memory.buffer).getUint32(at, true)
  const place = 1024
  for (const sizes of ['environ_sizes_get', 'args_sizes_get']) {
    new DataView(memory.buffer).setUint32(place, 99, true)
    t.is(wasi[sizes]?.(place, place + 4), 0, sizes)
    t.is(word(place), 0, sizes)
    t.true(word(place + 4) <= 1, 'nothing, or the end of nothing')
  }
  // A path is opened below a directory that was handed over, and there is none.
  const badDescriptor = 8
  for (let descriptor = 3; descriptor < 20; descriptor++) t.is(wasi['fd_prestat_get']?.(descriptor, place), badDescriptor)
})

test('where the package for WASI is not installed, the reasons say what to install', (t) => {
  const opening = openWasi('/nowhere')
  t.is(opening.kind, 'none')
  if (opening.kind === 'none') for (const reason of opening.reasons) t.regex(reason, /install `@overt\/wasm32-wasi`/)
})
