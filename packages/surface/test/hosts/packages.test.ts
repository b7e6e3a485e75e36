import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { hosts } from './support/run.ts'

interface Named {
  readonly name: string | null
  readonly reason?: string
  readonly version?: string
  readonly path?: string
  readonly direct?: boolean
  readonly chain?: readonly string[]
}
type Files = Readonly<Record<string, string>>

/** What a file is opened by, so that its event is known. */
const marked = (name: string): string => `fs.openSync('/dev/null/${name}')`
const quiet = (code: string): string => `try { ${code} } catch {}`

/** An application of its own and two packages of it. */
const application: Files = {
  'package.json': '{"name":"shop","version":"2.1.0","type":"module","dependencies":{"evil":"1"}}',
  'node_modules/evil/package.json': '{"name":"lodash","version":"1.0.0","main":"i.cjs"}',
  'node_modules/evil/i.cjs': `const fs = require('fs')\nexports.open = (name) => { ${quiet(`fs.openSync('/dev/null/' + name)`)} }\nexports.call = (f) => f()\n`,
  'node_modules/innocent/package.json': '{"version":"3.0.0","type":"module","main":"i.js"}',
  'node_modules/innocent/i.js': `export const call = (f) => f()\nexport const each = (list, f) => list.map(f)\n`,
}
const rule = `title: evil opens
id: 5d2f7c1a-0000-4000-8000-000000000001
logsource: { category: file_access }
detection:
  one: { TargetFilename|startswith: /dev/null/, package.name: evil }
  condition: one
response: alert
`

/** Runs an application, through a link or by its folder, and answers the package of each event, by the name that its file was opened under. */
function named(host: (typeof hosts)[number], main: string, added: (innocent: string) => Files = () => ({}), linked = false): { packages: Readonly<Record<string, Named | undefined>>; alerts: readonly string[]; stderr: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-named-')))
  try {
    for (const [name, text] of Object.entries({ ...application, 'main.ts': main, ...added(pathToFileURL(join(folder, 'node_modules/innocent/i.js')).href), 'rules.yml': rule, 'overt.yml': JSON.stringify({ rules: ['rules.yml'], log: 'log.jsonl', record: ['fs.open'] }) })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    symlinkSync(folder, join(folder, 'current'))
    const { runtime, preload } = host
    const permissions = runtime.name === 'deno' ? ['--allow-all', '--no-lock', '--node-modules-dir=manual'] : []
    const { stderr } = spawnSync(runtime.path, [...preload, ...permissions, linked ? join(folder, 'current/main.ts') : 'main.ts'], { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', OVERT_CONFIG: join(folder, 'overt.yml') }, encoding: 'utf8', timeout: 60_000 })
    const log = join(folder, 'log.jsonl')
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { event: string; fields: { path?: string }; package?: Named; rules?: readonly unknown[] }) : []
    const opened = lines.filter(({ event, fields }) => event === 'fs.open' && fields.path?.startsWith('/dev/null/') === true)
    const nameOf = (path = ''): string => path.slice('/dev/null/'.length)
    return { packages: Object.fromEntries(opened.map((line) => [nameOf(line.fields.path), line.package])), alerts: opened.filter(({ rules }) => (rules?.length ?? 0) > 0).map(({ fields }) => nameOf(fields.path)), stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const reasons = (packages: Readonly<Record<string, Named | undefined>>): unknown => Object.fromEntries(Object.entries(packages).map(([name, of]) => [name, of?.name ?? of?.reason]))

const main = `import fs from 'node:fs'
import { open, call } from 'evil'
import * as innocent from 'innocent'
const opened = (name: string): void => { try { fs.openSync('/dev/null/' + name) } catch {} }
opened('own')
open('evil')
innocent.call(() => open('through'))
call(() => opened('back'))
innocent.each([1], () => opened('language'))
await fs.promises.readFile('/dev/null/promise').catch(() => {})
await new Promise<void>((done) => { setTimeout(() => { opened('timer'); done() }, 1) })
setTimeout(fs.readFile, 1, '/dev/null/nobody', () => {})
${quiet(`eval("fs.openSync('/dev/null/eval')")`)}
${quiet(`new Function('fs', "fs.openSync('/dev/null/function')")(fs)`)}
`

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'bun')) {
  const { name } = host.runtime
  test(`${name}: the package whose code asks is named, in the record and for rules; what proves nothing is not`, (t) => {
    for (const linked of [false, true]) {
      const { packages, alerts, stderr } = named(host, main, undefined, linked)
      t.deepEqual(packages['own'], { name: 'shop', version: '2.1.0', path: 'main.ts', direct: true, chain: ['shop@2.1.0'] }, stderr)
      t.deepEqual(packages['evil'], { name: 'evil', version: '1.0.0', path: 'node_modules/evil/i.cjs', direct: true, chain: ['evil@1.0.0', 'shop@2.1.0'] })
      t.deepEqual(packages['through'], { name: 'evil', version: '1.0.0', path: 'node_modules/evil/i.cjs', direct: true, chain: ['evil@1.0.0', 'shop@2.1.0', 'innocent@3.0.0'] })
      t.deepEqual(reasons(packages), { own: 'shop', evil: 'evil', through: 'evil', back: 'shop', language: 'shop', promise: 'shop', timer: 'shop', nobody: 'no_frame', eval: 'eval', function: 'eval' })
      t.deepEqual(alerts, ['evil', 'through'])
    }
  })
}

/** What has innocent's name: each is refused one, and with it nobody else is named. */
const innocentFile = `new URL('node_modules/innocent/i.js', import.meta.url)`
const disguised = `import fs from 'node:fs'\n${quiet(`fs.openSync('/dev/null/forged')`)}\n`
const inline = (to: string): string => `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify({ version: 3, sources: [to], names: [], mappings: 'AAAA;AACA' })).toString('base64')}\n`

for (const host of hosts.filter(({ runtime }) => runtime.name === 'deno')) {
  test('deno: a script that says another name of itself has nobody named, whatever form it takes', (t) => {
    const forms: Readonly<Record<string, readonly [main: string, added?: (innocent: string) => Files]>> = {
      'a comment in a module': [`await import('./forged.mjs')`, (innocent) => ({ 'forged.mjs': `${disguised}//# sourceURL=${innocent}\n` })],
      'a comment in a module that ends otherwise': [`await import('./forged.mjs?.json')`, (innocent) => ({ 'forged.mjs': `${disguised}//# sourceURL=${innocent}\n` })],
      'a comment in a text that is required': [`import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('./forged.txt')`, (innocent) => ({ 'forged.txt': `const fs = require('fs')\n${quiet(`fs.openSync('/dev/null/forged')`)}\n//# sourceURL=${innocent}\n` })],
      'a comment and a source map': [`await import('./forged.mjs')`, (innocent) => ({ 'forged.mjs': `${disguised}//# sourceURL=${innocent}\n${inline(innocent)}` })],
      'a comment in TypeScript': [`await import('./forged.ts')`, (innocent) => ({ 'forged.ts': `${disguised}const a: number = 1\n//# sourceURL=${innocent}\n` })],
      'an encoded name': [`await import('./forged.mjs')`, (innocent) => ({ 'forged.mjs': `${disguised}//@ sourceURL=\t${innocent.replace('innocent', '%69nnocent')}\n` })],
      'a comment in CommonJS': [`import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('./forged.cjs')`, (innocent) => ({ 'forged.cjs': `const fs = require('fs')\n${quiet(`fs.openSync('/dev/null/forged')`)}\n//# sourceURL=${innocent}\n` })],
      'Module.prototype._compile': [`import module from 'node:module'\nconst one = new module.Module('x')\none._compile("const fs = require('fs'); ${quiet(`fs.openSync('/dev/null/forged')`)}", ${innocentFile}.pathname)`],
      'Module.wrap': [`import module, { createRequire } from 'node:module'\nconst wrap = module.wrap\nmodule.wrap = (text) => wrap("${quiet(`require('fs').openSync('/dev/null/forged')`)};" + text)\ncreateRequire(import.meta.url)('./node_modules/innocent/c.cjs')\nmodule.wrap = wrap\n${quiet(marked('ran'))}`, () => ({ 'node_modules/innocent/c.cjs': '1\n' })],
      'a script of vm': [`import vm from 'node:vm'\nglobalThis.fs = fs\nnew vm.Script("${quiet(`fs.openSync('/dev/null/forged')`)}", { filename: ${innocentFile}.href }).runInThisContext()`],
      'a name of the runtime': [`import vm from 'node:vm'\nglobalThis.fs = fs\nvm.compileFunction("${quiet(`fs.openSync('/dev/null/forged')`)}", [], { filename: 'node:fs' })()`],
      'a hook for loading': [`import { registerHooks } from 'node:module'\nregisterHooks({ load: (url, context, next) => url.endsWith('innocent/i.js') ? { source: ${JSON.stringify(disguised)}, format: 'module', shortCircuit: true } : next(url, context) })\nawait import('innocent')`],
      'code of a data: URL': [`await import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(disguised)} + '//# sourceURL=' + ${innocentFile}.href))`],
    }
    for (const [form, [code, added]] of Object.entries(forms)) {
      const { packages, stderr } = named(host, `import fs from 'node:fs'\n${code}\n`, added)
      const forged = packages['forged']
      if (form !== 'Module.wrap') t.not(forged, undefined, `${form} did not run: ${stderr}`)
      t.is(forged?.name ?? null, null, `${form}: ${JSON.stringify(forged)}`)
    }
  })

  test('deno: an application that takes the stack away, or changes what makes it, is not named, and nothing of it runs', (t) => {
    const { packages, stderr } = named(host, `import fs from 'node:fs'
const opened = (name: string): void => { try { fs.openSync('/dev/null/' + name) } catch {} }
let calls = 0
let methods = {}
Error.prepareStackTrace = (_: unknown, sites: object[]) => { methods = Object.getPrototypeOf(sites[0]); return '' }
void new Error('here').stack
for (const name of Object.getOwnPropertyNames(methods)) if (Reflect.defineProperty(methods, name, { value: () => { calls++ } }) || Reflect.deleteProperty(methods, name) || Reflect.set(methods, name, () => { calls++ })) opened(name)
Error.prepareStackTrace = () => { calls++; return '' }
Error.stackTraceLimit = 0
opened('changed')
if (Error.stackTraceLimit !== 0 || typeof Error.prepareStackTrace !== 'function' || calls !== 0) opened('seen')
Error.captureStackTrace = () => { calls++ }
opened('replaced')
Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false })
opened('fixed')
`)
    t.deepEqual(reasons(packages), { changed: 'shop', replaced: 'shop', fixed: 'unavailable' }, stderr)
  })
}

for (const host of hosts.filter(({ runtime }) => runtime.name === 'bun')) {
  test('bun: nobody is named, for JavaScriptCore leaves out whoever calls last in a strict function', (t) => {
    const { packages } = named(host, `import fs from 'node:fs'\nimport { last } from 'evil'\n${quiet(marked('own'))}\nfs.writeFileSync('said.txt', String(last().stack.includes('evil')))\n${quiet(`fs.openSync('/dev/null/' + fs.readFileSync('said.txt', 'utf8'))`)}`, () => ({
      'node_modules/evil/i.cjs': `'use strict'\nconst made = () => new Error('here')\nexports.last = function last() { return made() }\n`,
    }))
    t.deepEqual(reasons(packages), { own: 'unavailable', false: 'unavailable' })
  })
}
