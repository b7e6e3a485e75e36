// Lock files, and the archives that they name, are foreign text: whatever is in them, there is an answer or an error that a person can use.
import { gzipSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { OvertError } from '@overt/core'
import { denoPackages, readDenoLock } from '../../src/cli/lockfile/deno.ts'
import { npmPackages } from '../../src/cli/lockfile/npm.ts'
import { pnpmPackages } from '../../src/cli/lockfile/pnpm.ts'
import { tarballFiles } from '../../src/cli/lockfile/tarball.ts'

const npm = JSON.stringify({
  lockfileVersion: 3,
  packages: { '': { name: 'a' }, 'node_modules/b': { version: '1.0.0', integrity: 'sha512-AA==', optional: true }, 'node_modules/@c/d': { name: 'e', link: true }, 'node_modules/b/node_modules/f': { inBundle: true } },
})
const deno = JSON.stringify({ version: '5', remote: { 'https://a/b.ts': 'aa' }, jsr: { '@a/b@1.0.0': { integrity: 'bb' } }, npm: { '@s/a@1.0.0': { integrity: 'sha512-AA==', os: ['linux'] }, 'b@2.0.0_c@1.0.0': { scripts: true } } })
const pnpm = `lockfileVersion: '9.0'\n\npackages:\n\n  '@a/b@1.0.0':\n    resolution: {integrity: sha512-AA==}\n    requiresBuild: true\n\n  c@2.0.0(d@1.0.0):\n    resolution: {integrity: sha512-BB==, tarball: x}\n\nsnapshots:\n`
const folders = ['@a+b@1.0.0', 'c@2.0.0_d@1.0.0', '']

const readers: Readonly<Record<string, readonly [text: string, read: (text: string) => unknown]>> = {
  'package-lock.json': [npm, (text) => npmPackages('lock', text)],
  'pnpm-lock.yaml': [pnpm, (text) => pnpmPackages('lock', text, folders)],
  'deno.lock': [deno, (text) => denoPackages(readDenoLock('lock', text), folders)],
}

/** What stands in some places of a text is replaced. */
const changed = (text: string): fc.Arbitrary<string> => {
  const change = fc.tuple(fc.nat(text.length), fc.nat(8), fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('null', '[]', '{}', '"', '0', '-1', '\n', '\n  ', ':', '@', "'", '"__proto__"')))
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => changes.reduce((old, [at, length, more]) => old.slice(0, at) + more + old.slice(at + length), text))
}

/** Each value of some JSON in turn is another one. */
function* otherValues(value: unknown): Generator {
  yield* [null, 0, true, 'text', [], [null], {}, { a: null }]
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) for (const other of otherValues(inner)) yield { ...value, [key]: other }
}

/** Fails for any other error. */
function answers(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof OvertError && error.code === 'OVERT_READ' && /`lock`/.test(error.message)) return false
    throw error
  }
}

for (const [name, [text, read]] of Object.entries(readers)) {
  test(`${name}: any text is read, or refused by its name`, (t) => {
    t.true(answers(() => read(text)))
    fc.assert(fc.property(changed(text), (other) => void answers(() => read(other))), { numRuns: 3000 })
    fc.assert(fc.property(fc.string(), (other) => void answers(() => read(other))))
    if (name.endsWith('.yaml')) return
    const outcomes = [...otherValues(JSON.parse(text))].map((other) => answers(() => read(JSON.stringify(other))))
    t.true(outcomes.includes(true) && outcomes.includes(false))
  })
}

test('an archive: any bytes have files, or are refused, and no entry is read for ever', (t) => {
  const entry = Buffer.alloc(1024, 0)
  entry.write('package/index.js')
  entry.write('00000000003 ', 124)
  entry.write('0', 156)
  entry.write('ustar\u000000', 257)
  entry.write('abc', 512)
  const archive = Buffer.concat([entry, entry, Buffer.alloc(1024)])
  t.deepEqual([...tarballFiles(gzipSync(archive)).keys()], ['index.js'])
  const change = fc.tuple(fc.nat(archive.length - 1), fc.uint8Array({ maxLength: 12 }))
  fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
    const other = Buffer.from(archive)
    for (const [at, bytes] of changes) other.set(bytes.subarray(0, other.length - at), at)
    try {
      tarballFiles(gzipSync(other))
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error
    }
  }), { numRuns: 2000 })
  entry.write('-0000001000 ', 124)
  t.throws(() => tarballFiles(gzipSync(Buffer.concat([entry, archive]))), { message: 'an entry of the archive has no size' })
})
