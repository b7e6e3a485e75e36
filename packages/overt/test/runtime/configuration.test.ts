import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../support/project.ts'
import { version } from '../../src/version.ts'
import { enforce, monitor, onEachNode, run, rules } from './support/preloaded.ts'

const app = { 'app.cjs': "console.log('ran')" }
const hello = "console.log('ran')"

test('the version is that of package.json', (t) => {
  const { version: published } = createRequire(import.meta.url)(fileURLToPath(new URL('packages/overt/package.json', root))) as { version: string }
  t.is(version, published)
})

const unusable: readonly (readonly [what: string, configuration: string, files: Readonly<Record<string, string>>, message: RegExp])[] = [
  ['an unknown key', 'moed: enforce\n', {}, /^.*overt\.yml:1:1: error\[OVERT_CONFIG\]: the key `moed` is unknown; did you mean `mode`\?\n$/],
  ['broken YAML', 'mode: [\n', {}, /overt\.yml:\d+:\d+: error\[OVERT_CONFIG\]/],
  ['rules that are not there', 'rules: nowhere.yml\n', {}, /OVERT_READ: `.*nowhere\.yml`/],
  ['a folder without rules', 'rules: empty\n', { 'empty/readme.txt': '' }, /OVERT_READ: the folder `.*empty` holds no rules/],
  ['a device for rules', 'rules: /dev/zero\n', {}, /OVERT_READ: `\/dev\/zero` is a device; name a file or a folder/],
  ['two broken rules, a line each', 'rules: bad.yml\n', { 'bad.yml': `${rules.replace('Code|contains', 'Code|containz')}---\n${rules.replace('condition: selection', 'condition: nothing').replace(/0001/, '0002')}` }, /^.*bad\.yml:\d+:\d+: error\[OVERT_RULE_MODIFIER\].*\n.*bad\.yml:\d+:\d+: error\[OVERT_RULE_SELECTION\].*\n$/],
  ['a damaged image', 'rules: rules.image\n', { 'rules.image': 'overt\0r\u0001 damaged beyond all repair, and long enough to have a checksum' }, /OVERT_IMAGE: `.*rules\.image`/],
  ['a pattern that means nothing', 'rules: rules.yml\nrecord: [fs.opne]\n', {}, /OVERT_CONFIG: `fs\.opne` in `record`/],
  ['a record in no folder', 'rules: rules.yml\nlog: no/such/log.jsonl\n', {}, /OVERT_OUTPUT: the record `.*log\.jsonl`/],
  ['a manifest that is not there', 'rules: rules.yml\nmanifest: overt.lock\n', {}, /OVERT_MANIFEST: `.*overt\.lock\.head` cannot be read: .*`overt lock`/],
]

for (const [what, configuration, files, message] of unusable) {
  onEachNode(test, `${what} stops the start with exit code 2 and says where`, (t, node) => {
    const ran = run(t, node, { files: { ...app, ...files }, configuration })
    t.is(ran.status, 2, ran.stderr)
    t.is(ran.stdout, '')
    t.regex(ran.stderr, message)
  })
}

onEachNode(test, 'a missing configuration file stops the start', (t, node) => {
  const ran = run(t, node, { files: app, env: { OVERT_CONFIG: 'nowhere.yml' } })
  t.is(ran.status, 2)
  t.regex(ran.stderr, /OVERT_READ: `.*nowhere\.yml`/)
})

onEachNode(test, "the launcher's settings go before the file's; a changed file is refused in enforce and recorded in monitor", (t, node) => {
  const launch = (mode: string, digests: object): Record<string, string> => ({ OVERT_LAUNCH: JSON.stringify({ config: 'overt.yml', mode, digests }) })
  const same = run(t, node, { files: { 'app.cjs': `try { eval('"forbidden"') } catch (error) { console.log(error.name) }` }, configuration: monitor, env: launch('enforce', {}) })
  t.is(same.stdout, 'EvalError\n', same.stderr)
  const changing = `require('child_process').spawnSync(process.execPath, ['--require', process.env.PRELOAD, '-e', ${JSON.stringify(hello)}], { stdio: 'inherit', env: { ...process.env, OVERT_LAUNCH: JSON.stringify({ config: 'overt.yml', mode: process.argv[2], digests: { [require('path').resolve('rules.yml')]: '0'.repeat(64) } }) } })`
  for (const mode of ['enforce', 'monitor']) {
    const ran = run(t, node, { files: { 'app.cjs': changing.replace('process.argv[2]', JSON.stringify(mode)) }, preloaded: false, configuration: monitor })
    t.is(ran.stdout, mode === 'enforce' ? '' : 'ran\n')
    t.regex(ran.stderr, /OVERT_CONFIG_CHANGED: .*rules\.yml/)
    t.is(ran.lines.some(({ fields }) => fields['reason'] === 'configuration_changed'), mode === 'monitor')
  }
})

onEachNode(test, 'what the launcher hands over is held to the same rules', (t, node) => {
  for (const launch of ['{', 'null', '[]', '{"moed":"enforce"}', '{"digests":[1]}', '{"config":1}']) {
    const ran = run(t, node, { files: app, env: { OVERT_LAUNCH: launch } })
    t.is(ran.status, 2, launch)
    t.regex(ran.stderr, /OVERT_CONFIG/, launch)
  }
})

onEachNode(test, 'a preload before overt is a gap in monitor, refused in enforce, and may be listed with what it loads', (t, node) => {
  const files = { ...app, 'before.cjs': "require('./helper.cjs')", 'helper.cjs': '' }
  const options = (preload: string): string[] => ['--require', './before.cjs', '--require', preload]
  const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
  const go = (configuration: string): ReturnType<typeof run> => run(t, node, { files, configuration, preloaded: false, options: options(preload) })
  const seen = go(monitor)
  t.is(seen.stdout, 'ran\n', seen.stderr)
  t.like(seen.lines[1], { event: 'overt.gap', fields: { reason: 'earlier_preload' } })
  const refused = go(enforce)
  t.is(refused.status, 2)
  t.regex(refused.stderr, /OVERT_PRELOAD: .*before\.cjs/)
  t.is(go(`${enforce}preloads: [before.cjs]\n`).stdout, 'ran\n')
})

onEachNode(test, 'a process whose working folder was removed starts as it does without overt', (t, node) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-gone-'))
  const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
  const { stdout, stderr } = spawnSync('sh', ['-c', 'cd "$0" && rmdir "$0" && exec "$1" --require "$2" --eval "console.log(6 * 7)"', folder, node, preload], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: '', OVERT_LAUNCH: '' },
  })
  t.is(`${stdout}${stderr}`, '42\n')
})

onEachNode(test, 'a compile cache that the launcher switches on is a gap: what comes from it is not proven to be the file it is named for', (t, node) => {
  const has = run(t, node, { files: { 'app.cjs': "console.log(typeof require('module').enableCompileCache)" }, configuration: monitor }).stdout === 'function\n'
  for (const [env, expected] of [[{ NODE_COMPILE_CACHE: 'cache' }, has ? 1 : 0], [{ NODE_COMPILE_CACHE: 'cache', NODE_DISABLE_COMPILE_CACHE: '1' }, 0], [{}, 0]] as const) {
    const ran = run(t, node, { files: { 'app.cjs': '' }, configuration: monitor, env })
    t.is(ran.status, 0, ran.stderr)
    t.is(ran.stderr, '')
    t.is(ran.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'compile_cache').length, expected)
  }
})
