import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { hosts } from './support/run.ts'

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

/**
 * Runs a program with the rules that ship, without a configuration, under a copy of the package.
 *
 * @param meanwhile called with the copy's folder when the program has asked for a line (`prompt()`), before it gets one
 */
async function started(program: string, env: Readonly<Record<string, string>> = {}, meanwhile?: (dist: string) => void): Promise<Ended> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-bun-start-')))
  try {
    const dist = join(folder, 'overt')
    cpSync(dirname(bun?.preload.at(-1) ?? ''), dist, { recursive: true })
    writeFileSync(join(folder, 'program.mjs'), program)
    const child = spawn(bun?.runtime.path ?? '', ['--preload', join(dist, 'register.cjs'), 'program.mjs'], { cwd: folder, env: { ...process.env, OVERT_CONFIG: undefined, ...env } })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        said[name] += String(chunk)
        if (meanwhile === undefined || !said.stdout.includes('ready')) return
        meanwhile(dist)
        meanwhile = undefined
        child.stdin.end('\n')
      })
    }
    const [status] = (await once(child, 'close')) as [number | null]
    return { ...said, status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

onBun('bun: no function is called so often in a start that JavaScriptCore compiles it, in threads that it starts for that', async (t) => {
  const { stdout, stderr, status } = await started(`console.log('it runs')`, { BUN_JSC_reportBaselineCompileTimes: '1', BUN_JSC_useConcurrentJIT: '0' })
  t.is(status, 0, stderr)
  t.deepEqual([...stdout.split('\n'), ...stderr.split('\n')].filter((line) => line !== ''), ['it runs'])
  // The variable is one that this Bun knows.
  const loop = await started('const twice = (value) => value * 2\nfor (let i = 0; i < 1000; i++) twice(i)', { BUN_JSC_reportBaselineCompileTimes: '1', BUN_JSC_useConcurrentJIT: '0' })
  t.regex(loop.stdout + loop.stderr, /Optimized .*twice/)
})

for (const name of ['overt.wasm', 'rules.image']) {
  const program = `prompt('ready')\nrequire('node:fs').readFileSync('/proc/self/environ')\nconsole.log('it runs')`

  onBun(`bun: ${name} may be removed once overt has started: the first event is judged`, async (t) => {
    const { stdout, stderr } = await started(program, {}, (dist) => {
      rmSync(join(dist, name))
    })
    t.true(stdout.endsWith('it runs\n'), stderr)
    t.regex(stderr, /^overt: alert fs\.open \/proc\/self\/environ/)
  })

  onBun(`bun: where ${name} was written to since overt has started, that is said, and nothing is judged by it`, async (t) => {
    const { stdout, stderr } = await started(program, {}, (dist) => {
      const bytes = readFileSync(join(dist, name))
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
      writeFileSync(join(dist, name), bytes)
    })
    t.true(stdout.endsWith('it runs\n'), stderr)
    t.regex(stderr, new RegExp(`^overt: OVERT_ENGINE: .*${name}\` is not the one that this package was built with`, 'm'))
    t.notRegex(stderr, /alert/)
  })

  for (const length of [0, 4096]) {
    onBun(`bun: where ${name} was cut off to ${length} bytes since overt has started, the application goes on, and it is said`, async (t) => {
      const { stdout, stderr, status } = await started(program, {}, (dist) => {
        truncateSync(join(dist, name), length)
      })
      t.is(status, 0, stderr)
      t.true(stdout.endsWith('it runs\n'), stderr)
      t.regex(stderr, new RegExp(`^overt: OVERT_ENGINE: .*${name}\` is not the one that this package was built with`, 'm'))
    })
  }

  onBun(`bun: ${name} may be another version by its name once overt has started: the first event is judged`, async (t) => {
    const { stdout, stderr } = await started(program, {}, (dist) => {
      writeFileSync(join(dist, 'new'), 'of another version')
      renameSync(join(dist, 'new'), join(dist, name))
    })
    t.true(stdout.endsWith('it runs\n'), stderr)
    t.regex(stderr, /^overt: alert fs\.open \/proc\/self\/environ/)
  })
}
