// Makes the packages of a release from the built files:  node scripts/release.mjs FOLDER
// FOLDER holds overt.<platform>.node of every platform and overt.wasi.wasm. Writes npm/<platform>/ and npm/wasm32-wasi/, each a package with one binary,
// and names them all as optional dependencies of packages/overt. A missing file ends it: no release goes out in part.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'
import { platforms } from './release/platforms.mjs'

/** @typedef {{ name: string, file: string, manifest: Record<string, unknown> }} Package */

await entry(async () => {
  const [from] = process.argv.slice(2)
  if (from === undefined) throw new Error('usage: node scripts/release.mjs FOLDER')
  const overt = join(root, 'packages/overt/package.json')
  const main = JSON.parse(readFileSync(overt, 'utf8'))
  const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  /** @type {Package[]} */
  const packages = platforms.map(({ name, os, cpu, libc }) => ({
    name,
    file: `overt.${name}.node`,
    manifest: { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) },
  }))
  const runtime = workspace.devDependencies['@napi-rs/wasm-runtime']
  packages.push({ name: 'wasm32-wasi', file: 'overt.wasi.wasm', manifest: { dependencies: { '@napi-rs/wasm-runtime': runtime } } })

  const missing = packages.filter(({ file }) => !existsSync(join(from, file))).map(({ file }) => `\`${file}\``)
  if (missing.length > 0) throw new Error(`\`${from}\` lacks ${missing.join(', ')}`)
  for (const { name, file, manifest } of packages) {
    const folder = join(root, 'npm', name)
    mkdirSync(folder, { recursive: true })
    copyFileSync(join(from, file), join(folder, file))
    const { version, license, repository, engines } = main
    const text = { name: `@overt/${name}`, version, description: `The binary of overt for ${name}.`, license, repository, engines, main: file, files: [file], ...manifest }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(text, null, 2)}\n`)
  }
  main.optionalDependencies = Object.fromEntries(packages.map(({ name }) => [`@overt/${name}`, main.version]))
  writeFileSync(overt, `${JSON.stringify(main, null, 2)}\n`)
  console.log(`npm/: ${packages.map(({ name }) => name).join(', ')}`)
})
