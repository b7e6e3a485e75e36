// The doors that are no JavaScript: the Rust crate, the C interface, and the modules that import nothing in wazero, wasmtime and Chicory. Each is a small program that takes cases
// as lines and answers in lines (conformance/doors).
import { existsSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { output } from '../build/native.mjs'
import { prefix, target } from '../build/capi.mjs'
import { command, must } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** @typedef {import('./door.mjs').Start} Start */
/** @typedef {{ engine: string, runtime: string, why?: string, start?: Start }} Door */

const folder = join(root, 'conformance/doors')
/** One makes an image of the rules, the other judges by it. */
const wasm = [join(output, 'overt.compile.wasm'), join(output, 'overt.wasm')]
/** Chicory has no vector instructions. */
const scalar = [join(output, 'overt.compile.wasm'), join(output, 'overt.scalar.wasm')]
const wasmtimeVersion = '50.0.1'

/** Why the modules cannot be used. @param {readonly string[]} files */
function unbuilt(files) {
  const missing = files.find((file) => !existsSync(file))
  return missing === undefined ? undefined : `\`packages/overt/dist/${basename(missing)}\` is missing: \`npm run build -- --wasm\` makes it`
}

/** Builds what can be built here. @returns {Promise<Door[]>} */
export async function doors() {
  return [await rust(), await c(), await go(), await wasmtime(), await chicory()]
}

/** @returns {Promise<Door>} */
async function rust() {
  await must('cargo', ['build', '--locked', '--quiet', '--package', 'overt-conformance-door'])
  return { engine: 'crate', runtime: 'Rust', start: { program: join(target, 'debug/door'), given: [] } }
}

/** @returns {Promise<Door>} */
async function c() {
  const door = { engine: 'capi', runtime: 'C' }
  if (!existsSync(join(prefix, 'lib/libovert.a'))) return { ...door, why: '`target/capi` is missing: `npm run build -- --capi` makes it' }
  const program = join(prefix, 'door')
  const built = await command('cc', ['-std=c11', '-O1', '-o', program, join(folder, 'door.c'), `-I${join(prefix, 'include')}`, `-L${join(prefix, 'lib')}`, '-lovert', `-Wl,-rpath,${join(prefix, 'lib')}`])
  if (built.status === 127) return { ...door, why: 'it needs a C compiler, which this machine has not' }
  if (built.status !== 0) throw new Error(built.output)
  return { ...door, start: { program, given: [] } }
}

/** @returns {Promise<Door>} */
async function go() {
  const door = { engine: 'wasm', runtime: 'wazero' }
  const missing = unbuilt(wasm)
  if (missing !== undefined) return { ...door, why: missing }
  if ((await command('go', ['version'])).status !== 0) return { ...door, why: 'it needs Go, which this machine has not' }
  mkdirSync(prefix, { recursive: true })
  const program = join(prefix, 'door-wazero')
  const built = await command('go', ['build', '-o', program, '.'], { cwd: join(folder, 'go') })
  if (built.status !== 0) return { ...door, why: `it cannot be built: ${first(built.output)}` }
  return { ...door, start: { program, given: wasm } }
}

/** @returns {Promise<Door>} */
async function wasmtime() {
  const door = { engine: 'wasm', runtime: 'wasmtime' }
  const missing = unbuilt(wasm)
  if (missing !== undefined) return { ...door, why: missing }
  const site = join(prefix, `wasmtime-${wasmtimeVersion}`)
  if (!existsSync(site)) {
    const installed = await command('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', site, `wasmtime==${wasmtimeVersion}`])
    if (installed.status !== 0) return { ...door, why: `it needs Python 3 with pip, and the package wasmtime: ${first(installed.output)}` }
  }
  return { ...door, start: { program: 'python3', given: [join(folder, 'door.py'), ...wasm], env: { PYTHONPATH: site } } }
}

/** @returns {Promise<Door>} */
async function chicory() {
  const door = { engine: 'scalar', runtime: 'Chicory' }
  const missing = unbuilt(scalar)
  if (missing !== undefined) return { ...door, why: missing }
  if ((await command('mvn', ['--version'])).status !== 0) return { ...door, why: 'it needs Maven and a JDK, which this machine has not' }
  const given = ['--quiet', '--batch-mode', '--file', join(folder, 'java/pom.xml'), 'compile', 'exec:java', `-Dexec.args=${scalar.join(' ')}`]
  // Without cases it only fetches and compiles what it needs.
  const built = await command('mvn', given)
  return built.status === 0 ? { ...door, start: { program: 'mvn', given } } : { ...door, why: `it cannot be built: ${first(built.output)}` }
}

/** @param {string} output */
const first = (output) => output.trim().split('\n')[0] ?? ''
