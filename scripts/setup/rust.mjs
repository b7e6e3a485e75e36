import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/**
 * Whether `cargo` is there and new enough for the workspace (`rust-version` in Cargo.toml).
 *
 * @throws {Error} saying what is missing
 */
export async function checkRust() {
  const needed = /^rust-version = "(\d+)\.(\d+)"/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))
  const { status, output } = await command('cargo', ['--version'])
  const found = /^cargo (\d+)\.(\d+)/m.exec(output)
  if (status !== 0 || found === null) throw new Error('`cargo` was not found: install Rust from https://rustup.rs')
  if (needed === null) throw new Error('`rust-version` is missing in Cargo.toml')
  const minor = Number(needed[2])
  if (Number(found[1]) === Number(needed[1]) && Number(found[2]) < minor) {
    throw new Error(`Rust ${found[1]}.${found[2]} is too old, ${needed[1]}.${minor} is needed: run \`rustup update\``)
  }
}
