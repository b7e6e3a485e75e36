// node bench/open/start-up.mjs: the start-up of an application, verified, against plain Node: see bench/README.md.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'
import { root } from '../../scripts/run/root.mjs'
import { nodes } from '../../scripts/setup/runtimes.mjs'
import { median } from '../compare.mjs'
import { environment } from '../environment.mjs'

const dist = join(root, 'packages/overt/dist')

/** Exact versions, so that figures of different days are of the same code. */
const applications = [
  {
    name: 'CommonJS',
    file: 'commonjs.cjs',
    packages: ['rxjs@7.8.2', 'date-fns@4.4.0', 'core-js@3.51.0', 'lodash@4.18.1', '@babel/core@7.29.13', 'eslint@9.39.5', 'webpack@5.113.0', 'express@4.22.3'],
    serves: () => true,
  },
  {
    name: 'ES modules',
    file: 'modules.mjs',
    packages: ['lodash-es@4.18.1', 'date-fns@4.4.0', 'd3@7.9.2', 'effect@3.22.4'],
    // Node 20 has no hooks in the thread.
    serves: (/** @type {string} */ version) => !version.startsWith('v20.'),
  },
]

/** @param {string} folder @param {typeof applications[number]} application */
async function install(folder, { file, packages }) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"bench","private":true}')
  copyFileSync(join(root, 'bench/open/start-up', file), join(folder, file))
  await must('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', ...packages], { cwd: folder })
  writeFileSync(join(folder, 'verified.yaml'), 'mode: enforce\nrules: []\nmanifest: overt.lock\n')
  writeFileSync(join(folder, 'rules.yaml'), 'mode: enforce\nmanifest: overt.lock\n')
}

/** One process; its time in milliseconds and what it printed. @param {string} node @param {string} folder @param {string} file @param {string} [config] */
function once(node, folder, file, config) {
  const env = { ...environment, ...(config === undefined ? {} : { OVERT_CONFIG: join(folder, config) }) }
  const start = process.hrtime.bigint()
  const { status, stdout, stderr } = spawnSync(node, [...(config === undefined ? [] : ['--require', join(dist, 'register.cjs')]), file], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 26 })
  const time = Number(process.hrtime.bigint() - start) / 1e6
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`)
  return { time, stdout, stderr }
}

/** @param {string} node @param {string} folder @param {string} file @param {number} rounds */
function measured(node, folder, file, rounds) {
  const lock = (/** @type {readonly string[]} */ given) => {
    const { error, status, stderr } = spawnSync(node, [join(dist, 'overt.cjs'), 'lock', '.', ...given], { cwd: folder, env: environment, encoding: 'utf8' })
    if (error !== undefined || status !== 0) throw error ?? new Error(stderr)
  }
  /** @type {Record<string, string | undefined>} */
  const sides = { plain: undefined, warmed: 'verified.yaml', 'warmed, rules that ship': 'rules.yaml' }
  lock(['--warm', file])
  /** @type {Record<string, number[]>} */
  const times = {}
  let answer = ''
  for (let round = -2; round < rounds; round++) {
    for (const name of Object.keys(sides)) {
      const { time, stdout, stderr } = once(node, folder, file, sides[name])
      if (answer === '') answer = stdout
      if (stdout !== answer || stderr.includes('OVERT_')) throw new Error(`${name} prints something else than plain Node: ${stderr}`)
      if (round >= 0) (times[name] ??= []).push(time)
    }
  }
  const plain = median(times.plain ?? [])
  return { plain, ratios: Object.fromEntries(Object.keys(sides).slice(1).map((name) => [name, median(times[name] ?? []) / plain])) }
}

await entry(async () => {
  const { values } = parseArgs({ options: { node: { type: 'string', multiple: true }, rounds: { type: 'string', default: '15' }, folder: { type: 'string' }, json: { type: 'boolean', default: false } } })
  const folder = values.folder === undefined ? mkdtempSync(join(tmpdir(), 'overt-start-up-')) : resolve(values.folder)
  const results = []
  try {
    for (const application of applications) {
      const place = join(folder, application.file)
      if (!existsSync(join(place, 'verified.yaml'))) await install(place, application)
      for (const node of values.node?.map((path) => resolve(path)) ?? nodes().map(({ path }) => path).filter(existsSync)) {
        const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
        if (!application.serves(version)) continue
        const found = measured(node, place, application.file, Number(values.rounds))
        results.push({ node: version, application: application.name, ...found })
        const ratios = Object.entries(found.ratios).map(([name, ratio]) => `${name} ${ratio.toFixed(3)}`)
        if (!values.json) console.log(`${application.name.padEnd(12)}node ${version.padEnd(10)} plain ${found.plain.toFixed(0).padStart(5)} ms   ${ratios.join('   ')}`)
      }
    }
    if (values.json) console.log(JSON.stringify({ rounds: Number(values.rounds), results }, null, 2))
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
})
