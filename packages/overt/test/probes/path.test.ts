import { posix } from 'node:path'
import process from 'node:process'
import test from 'ava'
import fc from 'fast-check'
import { absolute, copyOfBytes } from '../../src/probes/path.ts'

test('a path that is normal already is itself', (t) => {
  for (const path of ['/', '/a', '/a/b.c', '/a/b c/ü']) t.is(absolute(path), path)
})

test('what the operating system gets', (t) => {
  const cases: Record<string, string> = {
    '/a/': '/a', '//a': '/a', '/a//b': '/a/b', '/./a': '/a', '/a/.': '/a', '/a/..': '/', '/../..': '/', '/a/../b/./c/': '/b/c', '/.hidden': '/.hidden', '/a/..b': '/a/..b',
    '/etc/passwd\0.txt': '/etc/passwd', '/a\ud800b': '/a\ufffdb', '/\ud83d\ude00': '/\ud83d\ude00', '/...': '/...',
  }
  for (const [path, expected] of Object.entries(cases)) t.is(absolute(path), expected, path)
  t.is(absolute('a'), `${process.cwd()}/a`)
  t.is(absolute(''), process.cwd())
  t.is(absolute('../x', '/a/b'), '/a/x')
})

test('any path is normalised as node:path resolves it', (t) => {
  const part = fc.constantFrom('a', 'b.c', '.', '..', '', '...', '.x', 'ü', 'a b')
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => absolute('/' + parts.join('/')) === posix.resolve('/' + parts.join('/'))), { numRuns: 2000 })
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => absolute(parts.join('/')) === posix.resolve(parts.join('/'))), { numRuns: 500 })
  t.pass()
})

test('bytes are copied, whatever view they come in', (t) => {
  const buffer = new TextEncoder().encode('xabcx').buffer
  for (const view of [new Uint8Array(buffer, 1, 3), new DataView(buffer, 1, 3), Buffer.from(buffer, 1, 3)]) t.deepEqual(copyOfBytes(view), new Uint8Array([97, 98, 99]))
  for (const other of ['abc', 3, null, undefined, {}, [97], buffer]) t.is(copyOfBytes(other), undefined)
})
