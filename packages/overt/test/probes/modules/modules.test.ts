import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { scratch } from '../../cli/support/command.ts'
import { root } from '../../support/project.ts'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'
import { run } from '../support/run.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const before = "const Module = require('node:module'), fs = require('node:fs')\nfs.writeFileSync('b.cjs', \"require('node:os'); require('./c.cjs')\"); fs.writeFileSync('c.cjs', 'exports.stack = new Error().stack')\n"
const asking = {
  require: "typeof require('os').EOL",
  prefixed: "typeof require('node:os').EOL",
  again: "typeof require('os').EOL",
  created: "typeof Module.createRequire(__filename)('os').EOL",
  load: "typeof Module._load('os').EOL",
  builtin: "typeof process.getBuiltinModule('os').EOL",
  import: "import('node:os').then(({ EOL }) => typeof EOL)",
  bare: "import('os').then(({ EOL }) => typeof EOL)",
}
const rule = (level: string, response: string): string => `title: os
id: 11111111-1111-4111-8111-111111111111
logsource: { product: nodejs, service: module.builtin }
detection: { os: { name: 'node:os' }, condition: os }
level: ${level}
response: ${response}
`
const hooks = {
  register: "Module.register('data:text/javascript,')",
  extension: "require.extensions['.one'] = () => {}",
  replaced: "require.extensions['.js'] = require.extensions['.js']",
  defined: "Object.defineProperty(Module._extensions, '.two', { value() {}, configurable: true })",
  deleted: "delete Module._extensions['.json']",
}
const later = { registerHooks: 'Module.registerHooks({}).deregister()', cache: "Module.enableCompileCache('cache') && undefined" }
const kinds: Readonly<Record<string, string>> = { register: 'register', registerHooks: 'registerHooks', cache: 'compile_cache' }

for (const node of nodes) {
  const [major = 0] = node.version.split('.').map(Number)
  const imports = major >= 22 ? [] : ['import', 'bare']

  test(`node ${node.version}: each request for a module of the runtime is raised once, with who asked`, (t) => {
    const found = runForms(node, { events: ['module.builtin'], before, forms: { ...asking, nested: "require('./b.cjs')", none: "(() => { try { require('node:none') } catch (error) { return error.code } })()" } })
    for (const [name, outcome] of Object.entries(found)) {
      if (!(name in asking)) continue
      t.like(outcome, { ended: 'done', value: 'string' }, name)
      const [line, ...more] = outcome.lines
      t.deepEqual(more, [], name)
      if (imports.includes(name)) t.is(line, undefined)
      else t.is(line?.fields['name'], 'node:os', name)
      if (['require', 'prefixed', 'again', 'created'].includes(name)) t.regex(String(line?.fields['parent']), /\/program\.cjs$/, name)
    }
    t.like(found['nested']?.lines, [{ fields: { name: 'node:os' } }])
    t.regex(String(found['nested']?.lines[0]?.fields['parent']), /\/b\.cjs$/)
    t.is(found['none']?.value, 'ERR_UNKNOWN_BUILTIN_MODULE')
  })

  // Then overt asks Node's resolve hook only once an `import` came.
  test(`node ${node.version}: where a rule looks at the name alone, each request is raised once too`, (t) => {
    const files = {
      'd.mjs': "import 'node:os'; import 'node:zlib'; export default typeof (await import('node:os')).EOL",
      'e.js': "import os from 'os'; import 'node:os'; export default typeof os.EOL",
      'f.cjs': "exports.found = typeof require('os').EOL",
    }
    const written = Object.entries(files).map(([name, text]) => `fs.writeFileSync(${JSON.stringify(name)}, ${JSON.stringify(text)})\n`).join('')
    const inModules = { module: "import('./d.mjs').then((found) => found.default)", imported: "import('./f.cjs').then(({ found }) => found)" }
    const required = major >= 22 ? { required: "require('./e.js').default" } : {}
    const times: Readonly<Record<string, number>> = major >= 22 ? { module: 2, required: 2 } : { import: 0, bare: 0, module: 0 }
    for (const first of [{ ...asking, ...inModules, ...required }, { ...required, ...inModules, ...asking }]) {
      const found = runForms(node, { events: [], matched: ['module.builtin'], rules: rule('low', 'log'), before: before + written, forms: { ...first, after: asking.require } })
      for (const [name, outcome] of Object.entries(found)) {
        if (name === '') continue
        t.like(outcome, { ended: 'done', value: 'string' }, name)
        t.deepEqual(outcome.lines.map(({ fields }) => fields['name']), Array.from({ length: times[name] ?? 1 }, () => 'node:os'), name)
      }
    }
  })

  // Node 20 has no hooks of the loader.
  if (major >= 22) test(`node ${node.version}: a hook that is added late is told who asked, from the first request on`, (t) => {
    const forms = { none: "typeof require('os').EOL", hooked: "(overt.addAuditHook((event, fields) => { if (event === 'module.builtin') globalThis.told = fields.parent }), require('os'), globalThis.told)" }
    const found = runForms(node, { events: [], matched: ['module.builtin'], rules: rule('low', 'log'), before, forms })
    t.regex(String(found['hooked']?.value), /\/program\.cjs$/)
  })

  test(`node ${node.version}: a module of the runtime that is refused is not had`, (t) => {
    const found = runForms(node, { events: ['module.builtin'], rules: rule('high', 'block'), before, forms: asking })
    for (const name of Object.keys(asking)) {
      if (imports.includes(name)) continue
      t.like(found[name], { code: 'OVERT_AUDIT', event: 'module.builtin', rule: '11111111-1111-4111-8111-111111111111' }, name)
    }
  })

  // Hooks that come later are asked first, and the runtime's module is there whatever its load hook says.
  test(`node ${node.version}: where a rule looks at the name alone, a load hook of the application does not hide a module of the runtime`, (t) => {
    if (major < 22) {
      t.pass('Node 20 has no such hooks')
      return
    }
    const answers = {
      itself: "(url, context, next) => url === 'node:os' ? { format: 'builtin', shortCircuit: true } : next(url, context)",
      another: "(url, context, next) => next(url === 'node:os' ? 'node:path' : url, context)",
    }
    const { require, import: imported, again } = asking
    for (const [name, load] of Object.entries(answers)) {
      const forms = { hooked: `Module.registerHooks({ load: ${load} }) && undefined`, require, again, imported, more: imported, last: require }
      const seen = runForms(node, { events: [], matched: ['module.builtin'], rules: rule('low', 'log'), before, forms })
      const refused = runForms(node, { events: [], rules: rule('high', 'block'), before, forms })
      for (const form of Object.keys(forms).slice(1)) {
        t.deepEqual(seen[form]?.lines.map(({ fields }) => fields['name']), ['node:os'], `${name} ${form}`)
        t.like(refused[form], { code: 'OVERT_AUDIT', event: 'module.builtin' }, `${name} ${form}`)
      }
      const files = { 'earlier.cjs': "globalThis.kept = require('node:module').registerHooks" }
      const kept = run(node, [], `kept({ load: ${load} })\nreport('found', ${require})`, { env: { NODE_OPTIONS: '--require ./earlier.cjs' }, files, rules: rule('low', 'log') })
      t.is(kept.reported['found'], 'string')
      t.is(kept.all.filter(({ event }) => event === 'module.builtin').length, 1, name)
    }
  })

  test(`node ${node.version}: whoever changes how modules are loaded is seen, and kept from it`, (t) => {
    const here = { ...hooks, ...(major >= 22 ? later : {}) }
    const found = runForms(node, { events: ['module.hook'], before, forms: here })
    for (const name of Object.keys(here)) {
      t.is(found[name]?.ended, 'done', `${name} ${String(found[name]?.message)}`)
      t.deepEqual(eventsOf(found[name]), [['module.hook', { kind: kinds[name] ?? 'extensions' }]], name)
    }
    const refused = runForms(node, { events: ['module.hook'], refuse: ['module.hook'], before, forms: { ...here, still: "typeof require.extensions['.json'] + typeof require.extensions['.one']" } })
    for (const name of Object.keys(here)) t.like(refused[name], { code: 'OVERT_AUDIT', event: 'module.hook', rule: ruleOf('module.hook').id }, name)
    t.is(refused['still']?.value, 'functionundefined')
  })

  test(`node ${node.version}: with everything asked for, hooks of module.register run as without overt`, (t) => {
    const folder = scratch(t)
    const files = {
      'main.mjs': "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\nawait import('./b.mjs')",
      'hooks.mjs': "import { EOL } from 'node:os'\nimport a from './a.cjs'\nconsole.log(typeof EOL, a)\nexport const resolve = (specifier, context, next) => next(specifier, context)",
      'a.cjs': "module.exports = 'a'",
      'b.mjs': "console.log('b')",
      'all.yaml': "mode: monitor\nrules: []\nrecord: ['*']\nlog: record.jsonl\n",
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { status, stdout } = spawnSync(node.path, ['--require', register, 'main.mjs'], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, 'all.yaml') } })
    t.is(status, 0)
    t.deepEqual(stdout.trim().split('\n').toSorted(), ['b', 'string a'])
  })
}
