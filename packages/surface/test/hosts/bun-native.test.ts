import test from 'ava'
import { hosts, run } from './support/run.ts'

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

/** Ways to native code, each of the library or the source named in it. */
const ffi: Readonly<Record<string, string>> = {
  dlopen: `import { dlopen } from 'bun:ffi'\ndlopen('/nowhere/lib.so', {})`,
  'the default export': `import ffi from 'bun:ffi'\nffi.dlopen('/nowhere/lib.so', {})`,
  native: `import { native } from 'bun:ffi'\nnative.dlopen('/nowhere/lib.so', {})`,
  'a URL': `import { dlopen } from 'bun:ffi'\ndlopen(new URL('file:///nowhere/lib.so'), {})`,
  'with another String': `import { dlopen } from 'bun:ffi'\nglobalThis.String = () => '/harmless'\ndlopen('/nowhere/lib.so', {})`,
  cc: `import { cc } from 'bun:ffi'\ncc({ source: '/nowhere/lib.so', symbols: {} })`,
}

onBun('bun: native code is an ffi.open, whichever way it is loaded', (t) => {
  if (bun === undefined) return
  for (const [way, program] of Object.entries(ffi)) {
    const { lines, stderr } = run(bun, program, { record: ['ffi.open'] })
    t.deepEqual(lines.filter(({ event }) => event === 'ffi.open').map(({ fields }) => fields['path']), ['/nowhere/lib.so'], `${way}: ${stderr}`)
  }
})

onBun('bun: a database is a sqlite.open, also by the static method', (t) => {
  if (bun === undefined) return
  const program = `import { Database } from 'bun:sqlite'\nconst one = Database.open('a.db', { create: true })\nif (!(one instanceof Database) || one.query('select 1 as a').get().a !== 1) throw new Error('no database')`
  const { lines, status, stderr } = run(bun, program, { record: ['sqlite.open'] })
  t.is(status, 0, stderr)
  t.is(lines.filter(({ event, fields }) => event === 'sqlite.open' && String(fields['path']).endsWith('a.db')).length, 1, stderr)
})

onBun('bun: a realm in which nothing is replaced is a gap, however its class is come by', (t) => {
  if (bun === undefined) return
  const program = `new ShadowRealm()\nnew ShadowRealm.prototype.constructor()\nif (new ShadowRealm().evaluate('1 + 1') !== 2) throw new Error('no realm')`
  const { lines, status, stderr } = run(bun, program)
  t.is(status, 0, stderr)
  t.is(lines.filter(({ event, fields }) => event === 'overt.gap' && String(fields['detail']).includes('ShadowRealm')).length, 3, JSON.stringify(lines))
})
