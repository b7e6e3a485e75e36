import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hosts } from './support/run.ts'
import { tree } from './support/tree.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

/** Hooks for loading of the application's, what each is asked for, and what comes of it. */
const cases: readonly (readonly [string, string, string])[] = [
  [`(url, context, next) => next(url, context)`, './lib/plain.mjs', '3'],
  [`(url, context, next) => ({ ...next(url, context) })`, './lib/typed.ts', '2'],
  [`() => ({ source: text, format: 'module', shortCircuit: true })`, './lib/plain.mjs?own', 'OVERT_NOT_LISTED'],
  [`(url, context, next) => ({ ...next(url, context), source: text })`, './lib/plain.mjs?after', 'OVERT_NOT_LISTED'],
  [`(url, context, next) => { let n = 0; const had = next(url, context); return { format: 'module', shortCircuit: true, get source() { return n++ === 0 ? had.source : text } } }`, './lib/plain.mjs?twice', '3'],
  [`(url, context, next) => { const had = next(url, context); had.source = text; return had }`, './lib/plain.mjs?changed', 'OVERT_NOT_LISTED'],
  [`() => ({ source: null, shortCircuit: true })`, './lib/new.mjs', 'OVERT_NOT_LISTED'],
]

onDeno('deno: with a manifest a hook of the application has nothing run that is not listed', (t) => {
  if (deno === undefined) return
  tree(
    deno,
    ({ folder, overt, run }) => {
      overt('lock', folder)
      writeFileSync(join(folder, 'lib/new.mjs'), 'export default "ran"\n')
      const { stdout, stderr } = run({}, 'hooks.mjs')
      t.deepEqual(JSON.parse(stdout), cases.map(([, , expected]) => expected), stderr)
    },
    {
      'hooks.mjs': `import { registerHooks } from 'node:module'
const text = 'export default "ran"'
const said = []
for (const [load, specifier] of [${cases.map(([load, specifier]) => `[${load}, ${JSON.stringify(specifier)}]`).join(', ')}]) {
  const hook = registerHooks({ load: (url, context, next) => (url.includes('/lib/') ? load(url, context, next) : next(url, context)) })
  try { said.push(String((await import(specifier)).default)) } catch (error) { said.push(/is refused: the manifest does not list it/.test(error.message) ? 'OVERT_NOT_LISTED' : String(error.code ?? error.message)) }
  hook.deregister()
}
console.log(JSON.stringify(said))
process.exit(0)`,
    },
  )
})
