import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** Where the addon, the bundles and the WebAssembly modules go. */
export const output = join(root, 'packages/overt/dist')

/** Builds crates/binding as `overt.<platform>.node`, for example `overt.linux-x64-gnu.node`. Cargo sees when nothing has changed. */
export async function buildNative() {
  mkdirSync(output, { recursive: true })
  await must(process.execPath, [
    join(root, 'node_modules/@napi-rs/cli/dist/cli.js'), 'build', '--platform', '--release', '--no-js',
    '--manifest-path', 'crates/binding/Cargo.toml', '--package-json-path', 'packages/overt/package.json',
    '--config-path', 'scripts/build/napi.json', '--output-dir', output, '--dts', 'binding.d.ts', '--', '--locked',
  ])
}
