import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

for (const node of nodes) {
  const locked = (t: Parameters<typeof scratch>[0], files: Readonly<Record<string, string>>): string => {
    const folder = scratch(t)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    for (const mode of ['monitor', 'enforce']) writeFileSync(join(folder, `${mode}.yaml`), `mode: ${mode}\nrules: []\nmanifest: overt.lock\n`)
    t.is(overt(['lock', folder], { node: node.path }).status, 0)
    return folder
  }
  const run = (folder: string, mode: string, args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(node.path, ['--require', register, ...args], { cwd: folder, input, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, `${mode}.yaml`) } })

  test(`node ${node.version}: what runs from no file is refused in enforce, and runs in monitor`, (t) => {
    const folder = locked(t, { 'main.cjs': "const { spawnSync } = require('child_process'); const { status } = spawnSync(process.execPath, ['-e', 'console.log(1)']); console.log('child', status)" })
    for (const [args, input] of [[['-e', 'console.log("ran")'], ''], [['-p', '"ran"'], ''], [['--eval=console.log("ran")'], ''], [[], 'console.log("ran")'], [['-'], 'console.log("ran")'], [['-i'], 'console.log("ran")'], [['--test-only'], 'console.log("ran")'], [['--test', '--no_test'], 'console.log("ran")']] as const) {
      const refused = run(folder, 'enforce', args, input)
      t.like(refused, { status: 2, stdout: '' }, args.join(' '))
      t.regex(refused.stderr, /^overt: OVERT_NOT_LISTED: .* is refused: it is in no file/)
      t.regex(run(folder, 'monitor', args, input).stdout, /ran/)
    }
    t.is(run(folder, 'enforce', ['main.cjs']).stdout, 'child 2\n')
    t.is(run(folder, 'monitor', ['main.cjs']).stdout, 'child 0\n')
  })

  if (spawnSync(node.path, ['--experimental-vfs', '-e', '0']).status === 0) {
    test(`node ${node.version}: what lies in a virtual file system is in no file that is listed: refused in enforce, and runs in monitor`, (t) => {
      const folder = locked(t, {
        'main.cjs': `const vfs = require('node:vfs'), files = vfs.create(new vfs.MemoryProvider())
files.writeFileSync('/a.cjs', 'console.log("commonjs ran")')
files.writeFileSync('/b.mjs', 'console.log("module ran")')
files.mount()
try { require(files.mountPoint + '/a.cjs') } catch (error) { console.log(error.code) }
import(files.mountPointURL + '/b.mjs').catch((error) => console.log(error.code))`,
      })
      t.is(run(folder, 'monitor', ['--experimental-vfs', 'main.cjs']).stdout, 'commonjs ran\nmodule ran\n')
      t.is(run(folder, 'enforce', ['--experimental-vfs', 'main.cjs']).stdout, 'OVERT_NOT_LISTED\nOVERT_NOT_LISTED\n')
      const packed = scratch(t)
      for (const name of ['index.js', 'main.cjs']) writeFileSync(join(packed, name), 'console.log("packed")')
      for (const more of [[], ['main.cjs']]) {
        const args = ['--experimental-vfs', `--vfs-load=${packed}`, ...more]
        t.is(run(folder, 'monitor', args).stdout, 'packed\n')
        const refused = run(folder, 'enforce', args)
        t.like(refused, { status: 2, stdout: '' })
        t.regex(refused.stderr, /^overt: OVERT_NOT_LISTED: a virtual file system \(`--vfs-load`\) is refused: it is in no file/)
      }
    })
  }

  test(`node ${node.version}: a code cache that is not its source's does not run in enforce`, (t) => {
    const folder = locked(t, {
      'main.cjs': `const vm = require('vm')
const cachedData = new vm.Script("'evil'").createCachedData()
const script = new vm.Script("'good'", { cachedData })
const made = vm.compileFunction("return 'evil'", [], { produceCachedData: true })
const compiled = vm.compileFunction("return 'good'", [], { cachedData: made.cachedData })
console.log(script.runInThisContext(), script.cachedDataRejected, compiled(), compiled.cachedDataRejected)
try { new vm.Script('1', { cachedData: 'text' }) } catch (e) { console.log(e.code) }
try { vm.compileFunction('1', [], { cachedData: 1 }) } catch (e) { console.log(e.code) }`,
    })
    t.is(run(folder, 'monitor', ['main.cjs']).stdout, 'evil false evil false\nERR_INVALID_ARG_TYPE\nERR_INVALID_ARG_TYPE\n')
    t.is(run(folder, 'enforce', ['main.cjs']).stdout, 'good true good true\nERR_INVALID_ARG_TYPE\nERR_INVALID_ARG_TYPE\n')
  })

  test(`node ${node.version}: where a module can be imported into a ShadowRealm, which Node reads by itself, enforce does not start`, (t) => {
    const folder = locked(t, { 'main.mjs': "console.log(await new ShadowRealm().importValue(new URL('./other.mjs', import.meta.url).href, 'said'))" })
    writeFileSync(join(folder, 'other.mjs'), "export const said = 'not listed'")
    for (const option of ['--experimental-shadow-realm', '--harmony_shadow_realm']) {
      t.is(run(folder, 'monitor', [option, 'main.mjs']).stdout, 'not listed\n')
      const refused = run(folder, 'enforce', [option, 'main.mjs'])
      t.like(refused, { status: 2, stdout: '' })
      t.regex(refused.stderr, /^overt: OVERT_NOT_LISTED: `ShadowRealm` .* is refused/)
    }
  })

  const onLinux = process.platform === 'linux' ? test : test.skip
  onLinux(`node ${node.version}: a file for --env-file hands over no settings in a launcher's place`, (t) => {
    const folder = locked(t, { 'main.cjs': "console.log('listed')" })
    writeFileSync(join(folder, 'other.cjs'), "console.log('not listed')")
    writeFileSync(join(folder, '.env'), 'OVERT_LAUNCH={"mode":"monitor"}\n')
    const given = (file: string, more: Readonly<Record<string, string>> = {}): { status: number | null; stdout: string; stderr: string } => {
      const inherited = { ...process.env }
      delete inherited['OVERT_LAUNCH']
      return spawnSync(node.path, ['--require', register, '--env-file=.env', file], { cwd: folder, encoding: 'utf8', env: { ...inherited, NODE_OPTIONS: '', OVERT_CONFIG: join(folder, 'enforce.yaml'), ...more } })
    }
    const refused = given('other.cjs')
    t.like(refused, { status: 2, stdout: '' })
    t.regex(refused.stderr, /^overt: OVERT_CONFIG: a file for `--env-file` sets `OVERT_LAUNCH`/)
    // What a launcher has handed over stays, as Node has it.
    t.is(given('main.cjs', { OVERT_LAUNCH: JSON.stringify({ mode: 'enforce', manifest: 'overt.lock' }) }).stdout, 'listed\n')
    t.is(given('other.cjs', { OVERT_LAUNCH: JSON.stringify({ mode: 'enforce', manifest: 'overt.lock' }) }).status, 1)
    writeFileSync(join(folder, '.env'), 'OTHER=1\n')
    t.is(given('main.cjs').stdout, 'listed\n')
  })
}
