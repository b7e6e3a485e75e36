// The packages that this workspace has installed, as an application's: every request that they can be asked for means what it means without overt.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'

const installed = fileURLToPath(new URL('node_modules', root))

/** Asks for each package by its name, by what it exports, and for its dependencies from where it lies; then the same by `import.meta.resolve`. */
const asking = `const { createRequire } = require('module'), fs = require('fs')
const below = __dirname + '/node_modules/'
const names = fs.readdirSync(below).flatMap((name) => (name.startsWith('@') ? fs.readdirSync(below + name).map((inner) => name + '/' + inner) : name.startsWith('.') ? [] : [name]))
const said = []
const say = (how, from, request, work) => {
  let found
  try { found = work() } catch (e) { found = e.code ?? String(e) }
  said.push(how + ' ' + from + ' ' + request + ' ' + found.replaceAll(__dirname, ''))
}
const requests = []
for (const name of names) {
  let json
  try { json = JSON.parse(fs.readFileSync(below + name + '/package.json', 'utf8')) } catch { continue }
  const { exports: entries = {} } = json
  const subpaths = typeof entries === 'object' ? Object.keys(entries).filter((key) => key.startsWith('./') && !key.includes('*')).map((key) => name + key.slice(1)) : []
  const own = [name, name + '/package.json', name + '/index.js', name + '/lib', ...subpaths]
  requests.push(...own)
  for (const request of own) say('require', '.', request, () => require.resolve(request))
  const from = createRequire(below + name + '/index.js')
  for (const request of [...Object.keys({ ...json.dependencies, ...json.peerDependencies }), ...Object.keys(json.imports ?? {}), '.', './lib', './index']) say('require', name, request, () => from.resolve(request))
}
import('./all.mjs').then(({ resolve }) => {
  for (const request of requests) say('import', '.', request, () => resolve(request))
  console.log(said.join('\\n'))
})
`

for (const node of nodes) {
  const when = existsSync(installed) && process.platform === 'linux' ? test : test.skip

  when(`node ${node.version}: every package that is installed resolves as without overt, with a manifest and with a start-up cache`, (t) => {
    const folder = scratch(t)
    // The same files, not copies of them, where the file system can.
    if (spawnSync('cp', ['-al', installed, folder]).status !== 0) t.is(spawnSync('cp', ['-a', installed, folder]).status, 0)
    writeFileSync(join(folder, 'package.json'), '{"name":"application"}')
    writeFileSync(join(folder, 'all.cjs'), asking)
    writeFileSync(join(folder, 'all.mjs'), 'export const resolve = (request) => import.meta.resolve(request)')
    const plain = spawnSync(node.path, ['all.cjs'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 }).stdout
    t.true(plain.split('\n').length > 1000, plain)
    for (const more of [[], ['--warm', 'all.cjs']]) {
      const locked = overt(['lock', ...more], { cwd: folder, node: node.path })
      t.is(locked.status, 0, locked.err)
      const said = overt(['run', '--mode', 'enforce', '--manifest', 'overt.lock', 'all.cjs'], { cwd: folder, node: node.path })
      t.is(said.status, 0, said.err)
      // A difference in words: the whole would be some thousand lines.
      const [found, expected] = [said.out.split('\n'), plain.split('\n')]
      t.deepEqual(found.filter((line, at) => line !== expected[at]).slice(0, 5), [])
      t.is(found.length, expected.length)
    }
  })
}
