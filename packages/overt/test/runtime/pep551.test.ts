import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { parse } from 'yaml'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'

const page = readFileSync(new URL('docs/pep551.md', root), 'utf8')
const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
const pending = parse(readFileSync(new URL('schema/pending.yaml', root), 'utf8')) as Readonly<Record<string, string>>

/** The line, the settings and the rules stand in the documentation. */
const between = (start: string, end: string): string => page.slice(page.indexOf(start) + start.length, page.indexOf(end, page.indexOf(start) + start.length))
const line = between('-e \\\n  "', '"\n')
const settings = between("<<'END'\n", 'END\n')
const rules = between('```yaml\n', '```')

/** What the record shows, in this order. */
const chain = ['run.eval', 'code.compile', 'http.request', 'dns.lookup', 'net.connect', 'code.eval', 'process.spawn'].filter((event) => !(event in pending))
const payload = "require('node:child_process').execSync('id')"

interface Line {
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Runs the line against a server on loopback, and returns the folder with its record. */
async function record(node: string): Promise<{ readonly folder: string; readonly port: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'overt-pep551-'))
  const server = createServer((_, response) => { response.end(Buffer.from(payload).toString('base64')) })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  writeFileSync(join(folder, 'overt.yml'), settings.replace('chain.jsonl', JSON.stringify(join(folder, 'chain.jsonl'))))
  const child = spawn(node, ['--require', preload, '-e', line.replace('8080', String(port))], { env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') }, stdio: 'inherit' })
  await new Promise((resolve) => child.once('exit', resolve))
  server.close()
  server.closeAllConnections()
  return { folder, port }
}

/** The first of each event, in the order of the record. */
function firsts(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ event }, index) => chain.includes(event) && lines.findIndex((other) => other.event === event) === index)
}

for (const node of nodes) {
  test(`node ${node.version}: a line that downloads, decodes and runs code is one readable chain`, async (t) => {
    const { folder, port } = await record(node.path)
    t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
    const log = join(folder, 'chain.jsonl')
    const lines = readFileSync(log, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as Line)
    const found = firsts(lines)
    t.deepEqual(found.map(({ event }) => event), chain)
    const fields = Object.fromEntries(found.map((one) => [one.event, one.fields]))
    t.like(fields['http.request'], { method: 'GET', url: `http://localhost:${String(port)}/p`, protocol: 'fetch' })
    t.like(fields['dns.lookup'], { host: 'localhost' })
    t.like(fields['net.connect'], { host: 'localhost', port })
    t.like(fields['code.eval'], { code: payload, kind: 'eval' })
    t.like(fields['process.spawn'], { command_line: '/bin/sh -c id', shell: true })

    writeFileSync(join(folder, 'chain.yml'), rules)
    const replayed = spawnSync(process.execPath, [command, 'replay', '--rules', join(folder, 'chain.yml'), log], { encoding: 'utf8' })
    if (replayed.status === 2 && replayed.stderr.includes('OVERT_USAGE')) t.log('skipped: this build has no `overt replay`')
    else t.regex(replayed.stdout, /7b1f4c53-8a3c-4d0e-9c7e-7f0f6d1b2a90/, replayed.stderr)
  })
}
