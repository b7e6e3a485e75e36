import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, type Options, run, type Run } from './support/run.ts'
import { files, of, opened, gaps, record, deno, pairs, started, direct, byShell } from './support/other-runtimes.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))

for (const { host, child, words } of pairs) {
  const { name } = host.runtime
  const list = [child.runtime.path, ...words]
  const title = `${name}: a child that is ${child.runtime.name}`
  const options: Options = { files, record }

  test(`${title} is audited, whatever its environment is, and writes the same record`, (t) => {
    const ran = run(host, started(list, ...direct(name)), options)
    t.is(opened(ran), 7, ran.stderr)
    t.deepEqual(gaps(ran), [])
    // What overt hands over is no change of the application's.
    const changed = ran.lines.filter(({ event }) => event === 'process.spawn').flatMap(({ fields }) => fields['env_changed'] as string[])
    t.deepEqual(changed.filter((variable) => ['NODE_OPTIONS', 'BUN_OPTIONS', 'OVERT_PARENT'].includes(variable)), [])
    const starts = ran.lines.filter(({ event }) => event === 'overt.start')
    t.is(starts.length, 8)
    t.is(starts.filter(({ fields }) => fields['parent'] === ran.lines[0]?.stream).length, 7)
    verified(t, ran)
  })

  test(`${title} and loses what it was handed is a gap that names it`, (t) => {
    const ran = run(host, started(list, "spawnSync('env', ['-i', ...list])", "execSync(['env', '-i', ...list].join(' '))"), options)
    t.is(opened(ran), 0, ran.stderr)
    t.is(gaps(ran).length, 2)
    for (const detail of gaps(ran)) t.true(String(detail).includes(child.runtime.path), String(detail))
  })

  if (child === deno) {
    test(`${title}, by a shell, is a gap: Deno reads no option from the environment`, (t) => {
      const ran = run(host, started(list, ...byShell), options)
      t.is(opened(ran), 0, ran.stderr)
      t.deepEqual(gaps(ran), Array.from({ length: 3 }, () => `\`${child.runtime.path}\` without a preload: it will not load overt`))
    })
  } else {
    test(`${title}, by a shell, is audited`, (t) => {
      const ran = run(host, started(list, ...byShell), options)
      t.is(opened(ran), 3, ran.stderr)
      t.deepEqual(gaps(ran), [])
    })
  }
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  test(`${host.runtime.name}: options that a child has already are kept`, (t) => {
    const node = of('node')
    const ran = run(host, started([node?.runtime.path ?? '', 'child.mjs'], `console.log(execFileSync(list[0], list.slice(1), { env: { NODE_OPTIONS: '--title="a title"' } }).toString())`), { files, record })
    t.is(ran.stdout, 'a title\n\n', ran.stderr)
    t.is(opened(ran), 1)
  })
}

function verified(t: { is(actual: unknown, expected: unknown, message?: string): unknown }, { text }: Run): void {
  const folder = mkdtempSync(join(tmpdir(), 'overt-log-'))
  try {
    writeFileSync(join(folder, 'log.jsonl'), text)
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'log', 'verify', 'log.jsonl'], { cwd: folder, encoding: 'utf8' })
    t.is(status, 0, stdout + stderr)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
