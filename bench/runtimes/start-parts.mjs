// `node bench/runtimes/start-parts.mjs`: what a start of Deno and of Bun is made of: preloads that do one thing each, and overt's, whole processes in turn. See docs/design/start-up.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { root } from '../../scripts/run/root.mjs'
import { denoAndBun } from '../../scripts/setup/runtimes.mjs'
import { median } from '../compare.mjs'

const rounds = 25
const [deno, bun] = denoAndBun()
if (deno === undefined || bun === undefined) throw new Error('`npm run setup` installs the runtimes')
const folder = mkdtempSync(join(tmpdir(), 'overt-bench-'))
writeFileSync(join(folder, 'hello.mjs'), `console.log('hello')\n`)

/** @param {string} name @param {string} text */
const written = (name, text) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const none = written('none.mjs', '')
const preloads = {
  deno: {
    'a preload that is empty': none,
    'one that names `process`': written('process.mjs', 'process\n'),
    'one that calls `registerHooks`': written('hooks.mjs', `process.getBuiltinModule('module').registerHooks({ resolve: (name, context, next) => next(name, context) })\n`),
    overt: join(root, 'packages/deno/dist/register.js'),
  },
  bun: {
    'a preload that is empty': none,
    'one that adds a plugin': written('plugin.mjs', `Bun.plugin({ name: 'none', setup: (build) => build.onResolve({ filter: /./ }, () => undefined) })\n`),
    overt: join(root, 'packages/bun/dist/register.cjs'),
  },
}

/** As a package of JSR, whose files Deno imports as modules: what may not be read from the disk is imported too. */
const unread = { 'overt, that may read no file': ['run', '--no-config', '--preload', join(root, 'packages/deno/dist/register.js'), 'hello.mjs'] }

/** Milliseconds of a whole process. @param {string} program @param {readonly string[]} given */
function timed(program, given) {
  const start = performance.now()
  const { stdout, stderr } = spawnSync(program, given, { cwd: folder, encoding: 'utf8', env: { ...process.env, OVERT_CONFIG: undefined } })
  const taken = performance.now() - start
  if (stdout !== 'hello\n') throw new Error(`\`${[program, ...given].join(' ')}\` said ${stdout}${stderr}`)
  return taken
}

try {
  for (const { name, path } of [deno, bun]) {
    const options = name === 'deno' ? ['run', '-A', '--no-config'] : []
    const all = Object.entries(preloads[/** @type {'deno' | 'bun'} */ (name)]).map(([what, preload]) => ({ what, given: [...options, '--preload', preload, 'hello.mjs'], times: /** @type {number[]} */ ([]) }))
    if (name === 'deno') for (const [what, given] of Object.entries(unread)) all.push({ what, given, times: [] })
    const alone = { what: '', given: [...options, 'hello.mjs'], times: /** @type {number[]} */ ([]) }
    for (let round = 0; round < rounds; round++) for (const { given, times } of [alone, ...all]) times.push(timed(path, given))
    console.log(`${name}, alone: ${median(alone.times).toFixed(1)} ms (least ${Math.min(...alone.times).toFixed(1)})`)
    for (const { what, times } of all) console.log(`${name}, ${what}: ${(median(times) - median(alone.times)).toFixed(1)} ms more (least ${(Math.min(...times) - Math.min(...alone.times)).toFixed(1)})`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
