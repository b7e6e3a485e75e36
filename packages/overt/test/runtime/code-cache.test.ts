import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { onEachNode, preload } from './support/preloaded.ts'

const dist = dirname(preload)

/** A copy of what is built, without any cache, and a program that says whether V8 took the cache that overt's script was given. */
function copied(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-cache-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const needed = readdirSync(dist).filter((name) => /^(register|preload|make-code-cache)\.cjs$|\.node$|^(?:overt|commands)\.cjs$/.test(name))
  for (const name of needed) copyFileSync(join(dist, name), join(folder, name))
  cpSync(join(dist, 'rules.image'), join(folder, 'rules.image'))
  writeFileSync(join(folder, 'spy.cjs'), `const vm = require('node:vm')
const { Script } = vm
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options)
    process.on('exit', () => console.log(options.cachedData === undefined ? 'none' : this.cachedDataRejected ? 'refused' : 'taken'))
  }
}`)
  writeFileSync(join(folder, 'app.cjs'), "console.log(typeof require(process.env.REGISTER).addAuditHook)")
  return folder
}

function start(node: string, folder: string, options: readonly string[] = [], config = ''): string {
  const register = join(folder, 'register.cjs')
  const env = { ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: config, OVERT_LAUNCH: '', REGISTER: register }
  const { stdout, stderr } = spawnSync(node, [...options, '--require', join(folder, 'spy.cjs'), '--require', register, join(folder, 'app.cjs')], { encoding: 'utf8', env })
  return `${stdout}${stderr}`
}

/** Has the caches made: that of starts with the rules that ship, and that of starts with a configuration. */
function make(t: ExecutionContext, node: string, folder: string): { readonly shipped: string; readonly configured: string } {
  const { stdout, stderr } = spawnSync(node, [join(folder, 'overt.cjs'), 'cache'], { encoding: 'utf8' })
  const [shipped = '', configured = '', ...more] = stdout.trim().split('\n')
  t.regex(shipped, /\.shipped\.cache$/, stderr)
  t.regex(configured, /\.configured\.cache$/, stderr)
  t.deepEqual(more, [])
  return { shipped, configured }
}

const cachesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.cache')).map((name) => join(folder, name))

onEachNode(test, '`overt cache` writes a cache that V8 takes; without one, with a short one, or under other flags overt starts all the same', (t, node) => {
  const folder = copied(t)
  t.is(start(node, folder), 'function\nnone\n')
  const { shipped: cache, configured } = make(t, node, folder)
  t.deepEqual(cachesIn(folder), [configured, cache])
  t.is(start(node, folder), 'function\ntaken\n')
  for (const made of [cache, configured]) t.false(readFileSync(made).includes(dirname(made)), `\`${made}\` names the folder in which it was made`)
  t.is(start(node, folder, ['--stack-size=900']), 'function\nrefused\n')
  truncateSync(cache, 4096)
  t.is(start(node, folder), 'function\nrefused\n')
})

onEachNode(test, 'a start with a configuration has a cache of its own, in which are the functions that more events need', (t, node) => {
  const folder = copied(t)
  const { shipped, configured } = make(t, node, folder)
  t.true(statSync(configured).size > statSync(shipped).size)
  const config = join(folder, 'overt.yaml')
  writeFileSync(config, 'rules: []\n')
  rmSync(shipped)
  t.is(start(node, folder), 'function\nnone\n')
  t.is(start(node, folder, [], config), 'function\ntaken\n')
  const { shipped: again } = make(t, node, folder)
  rmSync(configured)
  t.is(start(node, folder), 'function\ntaken\n')
  t.is(start(node, folder, [], config), 'function\nnone\n')
  t.is(again, shipped)
  // `overt run` tells the preload by the environment, which is read first.
  writeFileSync(join(folder, 'named.cjs'), 'console.log(process.env.OVERT_CONFIG)')
  const ran = spawnSync(node, [join(folder, 'overt.cjs'), 'run', '--config', config, join(folder, 'named.cjs')], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: '' } })
  t.is(ran.stdout, `${config}\n`, ran.stderr)
})

onEachNode(test, 'a cache that was made in another folder, as that of an installed package was: overt knows its own script, and files are named by their package', (t, node) => {
  const built = copied(t)
  make(t, node, built)
  const installed = mkdtempSync(join(tmpdir(), 'overt-installed-'))
  t.teardown(() => {
    rmSync(installed, { recursive: true })
  })
  cpSync(built, installed, { recursive: true })
  rmSync(built, { recursive: true })
  // What a rule that ships looks for in evaluated text: in a file it is nothing.
  writeFileSync(join(installed, 'app.cjs'), "require('node:child_process'); console.log(typeof process.env.HOME, typeof require(process.env.REGISTER).addAuditHook)")
  t.is(start(node, installed), 'string function\ntaken\n')
})

onEachNode(test, 'the cache of another preload is not asked for', (t, node) => {
  const folder = copied(t)
  make(t, node, folder)
  const register = join(folder, 'register.cjs')
  writeFileSync(register, readFileSync(register, 'utf8').replace(/"[0-9a-f]{16}"|\b[0-9a-f]{16}\b/, (digest) => digest.replace(/[0-9a-f]{16}/, '0123456789abcdef')))
  t.is(start(node, folder), 'function\nnone\n')
})
