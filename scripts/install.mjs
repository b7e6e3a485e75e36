// The packages as npm would publish them: what is in each, that they run from an empty folder, installed by npm, pnpm, yarn and bun, and that the READMEs' commands do. Prints `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { packed } from './examples/packed.mjs'
import { followReadme } from './install/readme.mjs'
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

const everywhere = String.raw`package\.json|README\.md|LICENSE-APACHE|LICENSE-MIT`
/** All that a tarball may hold, by the name of its package; anything else is an addon's package. */
const wanted = /** @type {Record<string, RegExp>} */ ({
  'overt-core': new RegExp(String.raw`^(?:${everywhere}|dist/(?:[\w-]+/)*[\w-]+(?:\.js|\.d\.ts))$`),
  overt: new RegExp(String.raw`^(?:${everywhere}|dist/(?:(?:[\w-]+/)*[\w-]+\.d\.ts|register\.d\.cts|(?:overt|commands|register|preload|make-code-cache|transformers|warm-run)\.cjs|preload\.[\w.-]+\.cache|api\.js|(?:rules|pipelines)/[\w-]+\.yml|rules\.image|rule\.schema\.json))$`),
  'overt-bun': new RegExp(String.raw`^(?:${everywhere}|register\.d\.ts|dist/(?:register\.cjs(?:\.jsc)?|overt\.(?:compile\.)?wasm|rules\.image))$`),
})
const wantedOfAddon = /^(?:package\.json|overt\.[\w-]+\.node)$/
/** What each package but an addon's has. */
const needed = ['package.json', 'README.md', 'LICENSE-APACHE', 'LICENSE-MIT']
/** Bytes that a tarball may have, by the name of its package; of overt's, 1,270,000 are V8's code caches, two for each of four releases of Node; of Bun's, 260,000 are the preload with its bytecode, a fifth of that the reader of command words. */
const most = /** @type {Record<string, number>} */ ({ 'overt-core': 120_000, overt: 1_600_000, 'overt-bun': 1_300_000 })
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
  const files = run(['tar', '-tzf', tarball], tmpdir()).output.trim().split('\n').map((file) => file.replace(/^package\//, ''))
  const name = basename(tarball).replace(/-\d+\.\d+\.\d+\.tgz$/, '')
  const found = files.filter((file) => !(wanted[name] ?? wantedOfAddon).test(file))
  if (found.length > 0) return `it holds ${found.slice(0, 5).join(', ')}`
  const missing = name in wanted ? needed.filter((file) => !files.includes(file)) : []
  if (missing.length > 0) return `it lacks ${missing.join(', ')}`
  const { size } = statSync(tarball)
  const limit = most[name] ?? mostOfAddon
  console.log(`       ${name}: ${files.length} files, ${Math.ceil(size / 1000)} kB packed`)
  return size > limit ? `it has ${size} bytes, more than ${limit}` : undefined
}

await entry(async () => {
  if (!existsSync(bun)) throw new Error(`\`${bun}\` is missing, in which the packages are run too: \`npm run setup\` installs it`)
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
      const overt = run([process.execPath, 'node_modules/overt/dist/overt.cjs', 'run', 'hello.cjs'], folder)
      said(`${name}: overt run`, overt.status === 0 && overt.output === 'hello\n' ? undefined : overt.output)
      // The READMEs name npm; their commands are the same however the packages came here.
      if (name === 'npm') for (const { command: line, wrong } of await followReadme(folder)) said(`README: ${line}`, wrong)
      const underBun = run([bun, '--preload', '@overt/bun/register', 'hello.cjs'], folder)
      said(`${name}: bun --preload @overt/bun/register`, underBun.status === 0 && underBun.output === 'hello\n' ? undefined : underBun.output)
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
})
