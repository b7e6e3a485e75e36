// The packages as npm would publish them: what is in each, and that they run from an empty folder, installed by npm, pnpm, yarn and bun. Prints `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { packed } from './examples/packed.mjs'
import { entry } from './run/progress.mjs'
import { denoAndBun } from './setup/runtimes.mjs'

const bun = denoAndBun().find(({ name }) => name === 'bun')?.path ?? 'bun'

/** How each installs tarballs into a folder with a package.json. */
const managers = [
  { name: 'npm', command: ['npm', 'install', '--no-audit', '--no-fund', '--silent'] },
  { name: 'pnpm', command: ['npx', '--yes', 'pnpm@10', 'add', '--silent'] },
  { name: 'yarn', command: ['npx', '--yes', 'yarn@1', 'add', '--silent', '--no-lockfile'] },
  { name: 'bun', command: [bun, 'add', '--silent'] },
]

/** What a tarball must not hold: sources, tests, maps. */
const unwanted = /(?:^|\/)(?:test|tests|src)\/|\.map$|\.tsbuildinfo$|\.test\./
/** Bytes that a tarball may have, by the name of its package. */
const most = /** @type {Record<string, number>} */ ({ 'overt-core': 120_000, overt: 700_000, 'overt-bun': 700_000 })
const mostOfAddon = 3_000_000

/** @param {readonly string[]} command @param {string} cwd */
function run([program = '', ...given], cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, given, { cwd, encoding: 'utf8', timeout: 180_000, env: { ...process.env, NODE_OPTIONS: '' } })
  return { status: error === undefined ? status : 127, output: `${stdout}${stderr}` }
}

/**
 * Until a release is in the registry, what one package needs of another comes from the tarballs too; each program has a word of its own for that. npm takes
 * what it is given. The addon's package stands in `overt`'s optionalDependencies only once a release has put it there.
 *
 * @param {readonly string[]} tarballs
 */
function pinned(tarballs) {
  const file = (/** @type {RegExp} */ name) => `file:${tarballs.find((tarball) => name.test(basename(tarball)))}`
  const core = { '@overt/core': file(/^overt-core-/) }
  const addon = tarballs.map((tarball) => basename(tarball)).find((name) => /^overt-(?:linux|darwin|win32)-/.test(name))?.replace(/^overt-/, '@overt/').replace(/-\d+\.\d+\.\d+\.tgz$/, '') ?? ''
  const extended = { overt: { optionalDependencies: { [addon]: file(/^overt-(?:linux|darwin|win32)-/) } } }
  return { dependencies: core, overrides: core, resolutions: core, pnpm: { overrides: core, packageExtensions: extended } }
}

/** @param {string} tarball @returns {string | undefined} what is wrong with what it holds */
function contents(tarball) {
  const files = run(['tar', '-tzf', tarball], tmpdir()).output.trim().split('\n')
  const found = files.filter((file) => unwanted.test(file.replace(/^package\//, '')))
  if (found.length > 0) return `it holds ${found.slice(0, 5).join(', ')}`
  const { size } = statSync(tarball)
  const limit = most[basename(tarball).replace(/-\d+\.\d+\.\d+\.tgz$/, '')] ?? mostOfAddon
  return size > limit ? `it has ${size} bytes, more than ${limit}` : undefined
}

await entry(async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'overt-install-'))
  let passed = 0
  let failed = 0
  const said = (/** @type {string} */ what, /** @type {string | undefined} */ wrong) => {
    console.log(`${wrong === undefined ? 'ok    ' : 'FAILED'} ${what}${wrong === undefined ? '' : `: ${wrong}`}`)
    if (wrong === undefined) passed++
    else failed++
  }
  try {
    const tarballs = await packed(temporary)
    for (const tarball of tarballs) said(tarball.split('/').at(-1) ?? '', contents(tarball))
    for (const { name, command } of managers) {
      const folder = join(temporary, `with-${name}`)
      mkdirSync(folder)
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, version: '1.0.0', ...(name === 'npm' ? {} : pinned(tarballs)) }))
      writeFileSync(join(folder, 'hello.cjs'), `console.log('hello')\n`)
      const [program = ''] = command
      if (run([program, '--version'], folder).status !== 0) {
        console.log(`skipped: ${name}: it is not on this machine`)
        continue
      }
      const installed = run([...command, ...tarballs.map((tarball) => (name === 'bun' || name === 'npm' ? tarball : `file:${tarball}`))], folder)
      if (installed.status !== 0) {
        const unreachable = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|404/.test(installed.output)
        if (unreachable) console.log(`skipped: ${name}: it cannot be had: ${installed.output.trim().split('\n')[0] ?? ''}`)
        else said(`${name}: install`, installed.output.slice(-600))
        continue
      }
      const node = run([process.execPath, '--require', 'overt/register', 'hello.cjs'], folder)
      said(`${name}: node --require overt/register`, node.status === 0 && node.output === 'hello\n' ? undefined : node.output)
      const overt = run([process.execPath, 'node_modules/overt/dist/overt.js', 'run', 'hello.cjs'], folder)
      said(`${name}: overt run`, overt.status === 0 && overt.output === 'hello\n' ? undefined : overt.output)
      const underBun = run([bun, '--preload', '@overt/bun/register', 'hello.cjs'], folder)
      said(`${name}: bun --preload @overt/bun/register`, underBun.status === 0 && underBun.output === 'hello\n' ? undefined : underBun.output)
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
})
