import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { type Packed, unpacked } from '../../../deno/src/packed.ts'
import { hosts } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test
const file = (name: string): Buffer<ArrayBuffer> => readFileSync(join(dirname(deno?.preload.at(-1) ?? ''), name))
/** As Deno imports it. */
const imported = (name: string): Packed => new WebAssembly.Instance(new WebAssembly.Module(file(name)), {}).exports as unknown as Packed

onDeno('deno: what is imported where nothing may be read is what lies on the disk', async (t) => {
  const found = [...(await unpacked(imported('overt.packed.wasm'))), ...(await unpacked(imported('overt.full.packed.wasm')))]
  const expected = ['overt.wasm', 'rules.image', 'overt.full.wasm'].map(file)
  t.deepEqual(found.map((bytes) => expected.findIndex((other) => other.equals(bytes))), [0, 1, 2])
})

onDeno('deno: a packed module that is damaged is not used', async (t) => {
  const damages: Readonly<Record<string, (words: DataView) => void>> = {
    'its stream is cut off': (words) => { words.setUint32(4, words.getUint32(4, true) - 100, true) },
    'a block is of no kind': (words) => { words.setUint8(12, 7) },
    'it is shorter than is said': (words) => { words.setUint32(8, words.getUint32(8, true) + 1, true) },
    'it is longer than is said': (words) => { words.setUint32(8, words.getUint32(8, true) - 1, true) },
  }
  for (const [what, damage] of Object.entries(damages)) {
    const module = imported('overt.full.packed.wasm')
    damage(new DataView(module.memory.buffer))
    await t.throwsAsync(unpacked(module), undefined, what)
  }
})
