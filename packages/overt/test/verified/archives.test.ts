// Packages that lie in archives, as Yarn's Plug'n'Play has them: no file is there that could be compared.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { nodes } from '../support/runtimes.ts'

/** As Yarn's: finds and reads what lies in the archive. */
const linker = `
const Module = require('node:module'), path = require('node:path')
const file = path.join(__dirname, 'cache/dep.zip/node_modules/dep/index.js')
const { _resolveFilename } = Module
Module._resolveFilename = (request, ...more) => (request === 'dep' ? file : _resolveFilename(request, ...more))
const before = require.extensions['.js']
require.extensions['.js'] = (module, name) => (name === file ? module._compile("module.exports = 'ran'", file) : before(module, name))
`

for (const node of nodes) {
  test(`node ${node.version}: with a manifest a package in an archive is refused in enforce, with what to do`, (t) => {
    const folder = scratch(t)
    mkdirSync(join(folder, 'cache'))
    writeFileSync(join(folder, 'cache/dep.zip'), 'PK')
    writeFileSync(join(folder, '.pnp.cjs'), linker)
    writeFileSync(join(folder, 'main.cjs'), "require('./.pnp.cjs')\nconsole.log(require('dep'))\n")
    t.is(overt(['lock'], { cwd: folder, node: node.path }).status, 0)
    const run = (mode: string) => overt(['run', '--mode', mode, '--manifest', 'overt.lock', 'main.cjs'], { cwd: folder, node: node.path })
    t.is(run('monitor').out, 'ran\n')
    const { status, out, err } = run('enforce')
    t.not(status, 0)
    t.is(out, '')
    t.regex(err, /dep\.zip.* is refused: it lies in an archive.*nodeLinker: node-modules/)
  })
}
