import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'ava'
import { overt } from '../cli/support/command.ts'
import { nodes } from '../support/runtimes.ts'
import { write } from './support/application.ts'

/** Numbers from 0 to 1, the same each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Packages with every way of naming an entry, some inside others, some hidden by others, some whose entry is missing; an entry that asks for all of it from everywhere. */
function tree(): Readonly<Record<string, string>> {
  const random = generator(6)
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const files: Record<string, string> = {}
  const names = Array.from({ length: 40 }, (_, number) => `${number % 5 === 0 ? '@scope/' : ''}package-${String(number)}`)
  const folders = ['', ...names.map((name) => `node_modules/${name}/`)]
  for (const name of names) {
    for (const base of new Set(['', random() < 0.3 ? one(folders) : ''])) {
      const folder = `${base}node_modules/${name}/`
      const entries = ['index.js', 'index.json', 'main.js', 'lib/index.js', 'lib/deep.cjs', 'other.js'].filter(() => random() < 0.6)
      for (const entry of entries) files[folder + entry] = entry.endsWith('.json') ? '{}' : `exports.file = __filename`
      const described = one<object | undefined>([
        undefined, {}, { main: './main.js' }, { main: 'lib' }, { main: './missing' }, { main: './lib/' }, { exports: './other.js' },
        { exports: { '.': { require: './main.js', default: './other.js' }, './deep': './lib/deep.cjs', './lib/*': './lib/*.cjs' } },
        { exports: { node: './other.js', default: './main.js' }, imports: { '#inner': './lib/deep.cjs' } },
      ])
      if (described !== undefined) files[`${folder}package.json`] = JSON.stringify({ name, version: '1.0.0', ...described })
    }
  }
  const requests = names.flatMap((name) => [name, ...[`${name}/lib`, `${name}/deep`, `${name}/lib/deep`, `${name}/other`, `${name}/package.json`].filter(() => random() < 0.4)])
  const parents = Object.keys(files).filter((file) => /\.c?js$/.test(file)).filter(() => random() < 0.1)
  files['package.json'] = '{"name":"app"}'
  files['main.cjs'] = `const { createRequire } = require('module')
const requests = ${JSON.stringify(requests)}
for (const parent of ['main.cjs', ...${JSON.stringify(parents)}]) {
  const from = createRequire(__dirname + '/' + parent)
  for (const request of [...requests, './index.js', '..', '#inner']) {
    let found
    try { found = from.resolve(request) } catch (e) { found = e.code }
    console.log(parent, request, found.replace(__dirname, ''))
    if (parent === 'main.cjs') try { console.log(require(request).file?.replace(__dirname, '')) } catch (e) { console.log(e.code) }
  }
}`
  return files
}

for (const node of nodes) {
  test(`node ${node.version}: every request means the same file with a manifest, and with a start-up cache, as without overt`, (t) => {
    const folder = write(tree())
    const plain = spawnSync(node.path, ['main.cjs'], { cwd: folder, encoding: 'utf8' })
    t.is(plain.status, 0, plain.stderr)
    t.true(plain.stdout.split('\n').length > 1000)
    for (const more of [[], ['--warm', 'main.cjs']]) {
      const locked = overt(['lock', ...more], { cwd: folder, node: node.path })
      t.is(locked.status, 0, locked.err)
      const said = overt(['run', '--mode', 'enforce', '--manifest', 'overt.lock', join(folder, 'main.cjs')], { cwd: folder, node: node.path })
      t.is(said.status, 0, said.err)
      t.is(said.out, plain.stdout)
      t.notRegex(said.err, /overt:|OVERT_/)
    }
  })
}
