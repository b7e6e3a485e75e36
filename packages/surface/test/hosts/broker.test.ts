import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { deno } from '../../../overt/test/support/runtimes.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))

const rule = (title: string, category: string, selection: string): string =>
  `title: ${title}\nid: 6f1c1f4e-0000-4000-8000-0000000000${String(10 + title.length)}\nlogsource: { category: ${category} }\ndetection:\n  selection: { ${selection} }\n  condition: selection\nresponse: block\n`

const rules = [
  rule('no secret', 'file_access', "TargetFilename|contains: secret"),
  rule('no id program', 'process_creation', "Image|endswith: id"),
  rule('no token', 'env_access', 'Name: TOKEN'),
  rule('no port', 'network_connection', 'DestinationPort: 9'),
  rule('no evil module', 'module_load', "ModulePath|contains: '127.0.0.1:1'"),
].join('---\n')

interface Line {
  readonly event: string
  readonly source?: string
  readonly outcome: string
  readonly fields: Readonly<Record<string, unknown>>
}

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
  readonly folder: string
}

function broker(program: string, { mode = 'enforce', given = ['-A'], prepare }: { mode?: string; given?: readonly string[]; prepare?: (folder: string) => void } = {}): Ran {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-broker-test-')))
  try {
    writeFileSync(join(folder, 'rules.yml'), rules)
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'open.txt'), 'open')
    writeFileSync(join(folder, 'program.mjs'), program)
    prepare?.(folder)
    const log = join(folder, 'log.jsonl')
    const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: tmpdir(), NO_COLOR: '1', TOKEN: 'x' }
    const options = ['--mode', mode, '--rules', join(folder, 'rules.yml'), '--log', log, '--record', '*']
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'broker', ...options, '--', deno?.path ?? '', 'run', '--no-config', ...given, 'program.mjs'], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : []
    return { status, stdout, stderr, lines, folder }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const attempts = `
const attempt = async (name, work) => { try { await work(); console.log(name, 'done') } catch (error) { console.log(name, error.name) } }
`

const once = deno === undefined ? test.skip : test

once('what a rule refuses Deno refuses, in Deno and in node:, below JavaScript', (t) => {
  const { stdout, status, lines, stderr } = broker(`${attempts}
import fs from 'node:fs'
await attempt('open', () => Deno.readTextFileSync('open.txt'))
await attempt('secret', () => Deno.readTextFileSync('secret.txt'))
await attempt('node secret', () => fs.readFileSync('secret.txt'))
await attempt('env', () => Deno.env.get('HOME'))
await attempt('token', () => Deno.env.get('TOKEN'))
await attempt('true', () => new Deno.Command('true').outputSync())
await attempt('id', () => new Deno.Command('id').outputSync())
await attempt('net', () => Deno.connect({ hostname: '127.0.0.1', port: 9 }))
await attempt('import', () => import('http://127.0.0.1:1/evil.js'))
`)
  t.is(status, 0, stderr)
  const refused = stdout.split('\n').filter((line) => /NotCapable|PermissionDenied/.test(line)).map((line) => line.split(' ').slice(0, -1).join(' '))
  t.deepEqual(refused.slice(0, 5), ['secret', 'node secret', 'token', 'id', 'net'], stdout)
  t.true(['open done', 'env done', 'true done'].every((line) => stdout.includes(line)), stdout)
  t.regex(stdout, /import (?!done)/)
  const told = lines.filter(({ event }) => !event.startsWith('overt.'))
  t.true(told.length > 0 && told.every(({ source }) => source === 'broker'))
  t.deepEqual([...new Set(told.filter(({ outcome }) => outcome === 'refused').map(({ event }) => event))].sort(), ['env.read', 'fs.open', 'module.load', 'net.connect', 'process.spawn'])
})

once('a path is judged as what it leads to: relative, by a link, with dots, by /proc/self, in a worker', (t) => {
  const { stdout, stderr } = broker(
    `${attempts}
for (const path of ['./x/../secret.txt', 'link', 'folder/secret.txt', '/proc/self/cwd/secret.txt']) await attempt(path, () => Deno.readTextFileSync(path))
await attempt('worker', () => new Promise((resolve, reject) => {
  const worker = new Worker('data:text/javascript,' + encodeURIComponent("try { Deno.readTextFileSync('link'); postMessage('') } catch (error) { postMessage(error.name) }"), { type: 'module' })
  worker.onmessage = ({ data }) => { worker.terminate(); data === '' ? resolve() : reject(Object.assign(new Error(), { name: data })) }
}))
`,
    {
      prepare(folder) {
        symlinkSync('secret.txt', join(folder, 'link'))
        symlinkSync('.', join(folder, 'folder'))
      },
    },
  )
  t.deepEqual(stdout.trim().split('\n').map((line) => line.split(' ').at(-1)), ['NotCapable', 'NotCapable', 'NotCapable', 'NotCapable', 'NotCapable'], `${stdout}${stderr}`)
})

once('monitor refuses nothing but says so', (t) => {
  const { stdout, lines, stderr } = broker(`${attempts}await attempt('secret', () => Deno.readTextFileSync('secret.txt'))`, { mode: 'monitor' })
  t.is(stdout, 'secret done\n', stderr)
  t.true(lines.some(({ event, outcome }) => event === 'fs.open' && outcome === 'would_refuse'))
})

once('permission options that would have no effect are refused, and -A is asked for', (t) => {
  for (const [given, named] of [[['-A', '--deny-read=secret.txt'], '--deny-read=secret.txt'], [['--allow-read'], '--allow-read'], [[], '-A']] as const) {
    const { status, stderr } = broker('', { given })
    t.is(status, 2)
    t.true(stderr.includes(`\`${named}\``), stderr)
  }
})

once('where the broker dies Deno refuses', (t) => {
  const { stdout, stderr } = broker(`${attempts}
await attempt('before', () => Deno.readTextFileSync('open.txt'))
const broker = Deno.ppid
process.kill(broker, 'SIGKILL')
while (Deno.ppid === broker) await new Promise((resolve) => setTimeout(resolve, 20))
await attempt('after', () => Deno.readTextFileSync('open.txt'))
`)
  t.true(stdout.startsWith('before done\n'), stderr)
  t.false(stdout.includes('after done'))
})

once('a symbolic link asks for all of reading and writing: a link; a program is asked for by name, once', (t) => {
  const { stdout, lines, stderr } = broker(`${attempts}
await attempt('link', () => Deno.symlinkSync('open.txt', 'made'))
await attempt('true', () => new Deno.Command('true').outputSync())
`)
  t.is(stdout, 'link done\ntrue done\n', stderr)
  t.true(lines.some(({ event, fields }) => event === 'fs.link' && !('path' in fields)))
  const started = lines.filter(({ event }) => event === 'process.spawn')
  t.true(started.length > 0 && started.every(({ fields }) => String(fields['file']).endsWith('true')))
})

once('a child that is deno asks the same broker; without the environment it asks none, which is a gap', (t) => {
  const child = (options: string): string => `console.log(new TextDecoder().decode(new Deno.Command(Deno.execPath(), { args: ['run', '--no-config', '-A', 'child.mjs'], ${options} }).outputSync().stdout).trim())`
  const { stdout, lines, stderr } = broker(`${child('')}\n${child('clearEnv: true')}`, {
    prepare(folder) {
      writeFileSync(join(folder, 'child.mjs'), `try { console.log(Deno.readTextFileSync('secret.txt')) } catch (error) { console.log(error.name) }`)
    },
  })
  t.is(stdout, 'NotCapable\nsecret\n', stderr)
  t.true(lines.some(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child'))
})
