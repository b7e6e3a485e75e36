// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiles the rules, runs the worker in Miniflare, and asks it for three pages.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { createWasmCompiler } from '../../packages/core/dist/index.js'

const file = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)))
const core = new URL('../../packages/core/dist/', import.meta.url)
const modules = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))

const compiler = createWasmCompiler(new WebAssembly.Instance(new WebAssembly.Module(file('../../packages/overt/dist/overt.compile.wasm'))).exports)
const { diagnostics } = compiler.compile([{ name: 'rules.yml', text: file('rules.yml').toString() }], { products: ['workerd'] })
if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))

const miniflare = new Miniflare({
  compatibilityDate: '2026-01-01',
  modulesRoot: '/',
  modules: [
    { type: 'ESModule', path: '/worker.js', contents: file('worker.js') },
    { type: 'CompiledWasm', path: '/overt.wasm', contents: file('../../packages/overt/dist/overt.wasm') },
    { type: 'Data', path: '/rules.image', contents: compiler.build() },
    ...modules.map((name) => ({ type: 'ESModule', path: `/core/${name}`, contents: readFileSync(new URL(name, core)) })),
  ],
  handleRuntimeStdio(stdout, stderr) {
    stdout.resume()
    stderr.pipe(process.stderr)
  },
})
for (const path of ['/', '/admin', '/.env']) {
  const response = await miniflare.dispatchFetch(`http://example.com${path}`)
  console.log(path, response.status, await response.text())
}
await miniflare.dispose()
