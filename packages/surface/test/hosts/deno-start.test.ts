import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { hosts } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

/** Bytes of source that V8 compiled of a script after it had it from its code cache. */
function compiledLate(log: string, script: string): number {
  const lines = log.split('\n').map((line) => line.split(','))
  const id = lines.find(([what, , name]) => what === 'script-details' && name === script)?.[1]
  let bytes = 0
  for (const [what, deed, of, start, end] of lines) if (what === 'function' && deed === 'interpreter' && of === id) bytes += Number(end) - Number(start)
  return bytes
}

onDeno('deno: the functions that a start calls are in V8\'s code cache: from the second start on hardly any is compiled', (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-deno-start-')))
  try {
    const preload = deno?.preload.at(-1) ?? ''
    const main = join(dirname(preload), 'main.js')
    const log = join(folder, 'v8.log')
    writeFileSync(join(folder, 'program.mjs'), `console.log('it runs')`)
    /** The flags belong to what V8 compares of its cache, so they are the same in both. */
    const started = (): number => {
      rmSync(log, { force: true })
      const { status, stderr } = spawnSync(deno?.runtime.path ?? '', ['run', '-A', '--no-config', `--v8-flags=--log-function-events,--no-logfile-per-isolate,--logfile=${log}`, '--preload', preload, 'program.mjs'], { cwd: folder, encoding: 'utf8', env: { ...process.env, OVERT_CONFIG: undefined, DENO_DIR: join(folder, 'cache') } })
      t.is(status, 0, stderr)
      return compiledLate(readFileSync(log, 'utf8'), pathToFileURL(main).href)
    }
    const [first, second] = [started(), started()]
    // Of the first one V8 compiles all that is called; what is left for the second are accessors and what asks who is `this`.
    t.true(first > 20_000, String(first))
    t.true(second < first / 20, `${second} of ${first}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
