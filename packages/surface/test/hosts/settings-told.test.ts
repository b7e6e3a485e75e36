import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { type Line, run, type Run } from './support/run.ts'
import { deno, files, gaps, of, opened, pairs, record, started } from './support/other-runtimes.ts'

const node = of('node')
const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
const start = 'spawnSync(list[0], list.slice(1), { env: {} })'
const asText = (code: string): string => JSON.stringify(`const { spawnSync } = require('node:child_process'); const list = JSON.parse(process.env.LIST ?? '[]'); ${code}`)

for (const { host, child, words } of pairs) {
  if (node === undefined || host !== node) continue
  const list = [child.runtime.path, ...words]
  const { name } = child.runtime

  test(`node: what a node or a thread below it starts is given the same configuration: ${name}`, (t) => {
    const below = started(list, `execFileSync(process.execPath, ['-e', ${asText(start)}], { env: { LIST: JSON.stringify(list) } })`)
    const thread = `import { Worker } from 'node:worker_threads'\n${started(list, `await new Promise((done) => new Worker(${asText(start)}, { eval: true, env: { LIST: JSON.stringify(list) } }).on('exit', done))`)}`
    for (const program of [below, thread]) {
      const ran = run(host, program, { files, record })
      t.is(opened(ran), 1, ran.stderr)
      t.deepEqual(gaps(ran), [])
    }
  })

  test(`node: a configuration that only a node can follow is not handed to a child that is ${name}, which is a gap`, (t) => {
    const ran = run(host, started(list, 'console.log(spawnSync(list[0], list.slice(1)).status)'), { files, record, more: { correlation: { time: 'event' } } })
    t.is(ran.stdout, '0\n', ran.stderr)
    t.is(opened(ran), 0)
    t.deepEqual(gaps(ran), [`\`${child.runtime.path}\` without a preload: it will not load overt`])
  })

  test(`node: settings of the command line are not in a file that ${name} could read: a gap`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-told-'))
    try {
      for (const [file, text] of Object.entries({ ...files, 'program.mjs': started(list, 'spawnSync(list[0], list.slice(1))'), 'overt.yml': JSON.stringify({ log: 'log.jsonl', record }) })) writeFileSync(join(folder, file), text)
      const ran = (...options: readonly string[]): Run => {
        rmSync(join(folder, 'log.jsonl'), { force: true })
        const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'run', '--config', 'overt.yml', ...options, 'program.mjs'], { cwd: folder, encoding: 'utf8' })
        const text = readFileSync(join(folder, 'log.jsonl'), 'utf8')
        return { lines: text.trim().split('\n').map((line) => JSON.parse(line) as Line), text, stdout, stderr, status, folder }
      }
      const told = ran()
      t.is(opened(told), 1, told.stderr)
      t.deepEqual(gaps(told), [])
      const untold = ran('--record', 'fs.*,process.*')
      t.is(opened(untold), 0, untold.stderr)
      t.deepEqual(gaps(untold), [`\`${child.runtime.path}\` without a preload: it will not load overt`])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

for (const host of [node, deno, of('bun')]) {
  const child = deno?.runtime.path
  if (host === undefined || child === undefined) continue
  test(`${host.runtime.name}: a child deno that may not read its configuration is a gap`, (t) => {
    const ran = run(host, started([child, 'run', '--no-prompt', '--no-config', '--allow-read', 'child.mjs'], 'console.log(String(execFileSync(list[0], list.slice(1))))'), { files, record })
    t.is(opened(ran), 0, ran.stderr)
    t.deepEqual(gaps(ran), ['deno without `--allow-env=OVERT_CONFIG` and `--allow-read`: it judges by the rules that ship, and keeps no record'])
  })
}
