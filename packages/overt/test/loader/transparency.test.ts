import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { asNodeNames, isAtLeast, lock, run, type Setup, write } from './support/application.ts'
import { matrix, matrixOfLaterNodes } from './support/matrix.ts'

const emptyWasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

const sourceMap = Buffer.from('{"version":3,"sources":["original.ts"],"names":[],"mappings":"AAIA"}').toString('base64')
const mappedSource = `console.log(new Error('mapped').stack.split('\\n')[1].replace(__dirname, ''))\n//# sourceMappingURL=data:application/json;base64,${sourceMap}\n`

/** Process ids in warnings differ from run to run. */
const stable = (text: string): string => text.replaceAll(/\(node:\d+\)/g, '(node)')

for (const node of nodes) {
  const later = isAtLeast(node, 22)
  const folder = write({ ...matrix, ...(later ? { ...matrixOfLaterNodes, 'empty.wasm': emptyWasm } : {}) }, { 'node_modules/linked': '../packages/linked' })
  const files = lock(folder)
  const setups: Readonly<Record<string, Setup>> = {
    'nobody listens': {},
    'a hook listens': { listen: true },
    'a manifest in monitor': { mode: 'monitor', files, listen: true },
    'a manifest in enforce': { mode: 'enforce', files },
  }
  for (const entry of later ? ['main.cjs', 'main.mjs'] : ['main.cjs']) {
    const plain = run(node, folder, entry)
    for (const [what, setup] of Object.entries(setups)) {
      test(`node ${node.version}, ${entry}, ${what}: the same output as without`, (t) => {
        const under = run(node, folder, entry, setup)
        t.is(plain.status, 0, plain.stderr)
        t.is(what.startsWith('a manifest') ? asNodeNames(under.stdout) : under.stdout, plain.stdout)
        t.is(stable(under.stderr), stable(plain.stderr))
        t.is(under.status, 0)
      })
    }
  }

  for (const flag of ['--enable-source-maps', '--preserve-symlinks', '--throw-deprecation', '--pending-deprecation', '--frozen-intrinsics', '--conditions=import']) {
    const mapped = write({ ...matrix, 'mapped.cjs': mappedSource }, { 'node_modules/linked': '../packages/linked' })
    for (const entry of ['main.cjs', 'mapped.cjs']) {
      test(`node ${node.version}, ${entry}, ${flag}: the same output as without`, (t) => {
        const plain = run(node, mapped, entry, { plain: true, nodeOptions: [flag] })
        const under = run(node, mapped, entry, { nodeOptions: [flag], listen: true })
        t.is(under.stdout, plain.stdout)
        t.is(stable(under.stderr), stable(plain.stderr))
        t.is(under.status, plain.status)
      })
    }
  }
}
