// A Rust that can build for WebAssembly: rustup's target where it is there or can be had within a minute; else Debian's packages, whose compiler builds
// the standard library from source. WASM_TOOLCHAIN=rustup or =debian asks for one of them.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { command, must } from '../run/command.mjs'
import { installPackages } from '../setup/debian.mjs'

/** @typedef {{ kind: 'rustup' | 'debian', cargo: string, flags: readonly string[], env: Record<string, string | undefined> }} Toolchain */

const debian = '/usr/bin/rustc'
const packages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22']

/**
 * @param {string} target `wasm32-unknown-unknown` or `wasm32-wasip1`
 * @returns {Promise<Toolchain>}
 * @throws {Error} when neither can be had, with the reasons
 */
export async function wasmToolchain(target) {
  const asked = process.env.WASM_TOOLCHAIN
  if (asked !== undefined && asked !== 'rustup' && asked !== 'debian') throw new Error('`WASM_TOOLCHAIN` is `rustup` or `debian`')
  const why = asked === 'debian' ? 'not asked' : await addTarget(target)
  if (why === undefined) return { kind: 'rustup', cargo: 'cargo', flags: [], env: {} }
  if (asked === 'rustup') throw new Error(`rustup has no \`${target}\`: ${why}`)
  if (!existsSync('/usr/bin/apt-get')) throw new Error(`no Rust for \`${target}\`: rustup: ${why}; and this is not Debian`)
  await installDebian(target)
  return {
    kind: 'debian',
    cargo: '/usr/bin/cargo',
    flags: ['-Z', 'build-std=std,panic_abort'],
    env: {
      RUSTC: debian,
      RUSTC_BOOTSTRAP: '1',
      RUSTUP_TOOLCHAIN: undefined,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: 'wasm-ld-22',
      CARGO_TARGET_WASM32_WASIP1_LINKER: 'wasm-ld-22',
    },
  }
}

/**
 * @param {string} target
 * @returns {Promise<string | undefined>} why the target cannot be had; nothing when it is there
 */
async function addTarget(target) {
  if (await hasStandardLibrary(target)) return undefined
  const { status, output } = await command('rustup', ['target', 'add', target], { seconds: 60 })
  if (await hasStandardLibrary(target)) return undefined
  return status === 124 ? 'no answer within 60 s' : (output.trim().split('\n').at(-1) ?? `status ${status}`)
}

/**
 * rustc names the folder whether or not it exists.
 *
 * @param {string} target
 */
async function hasStandardLibrary(target) {
  const { status, output } = await command('rustc', ['--print', 'target-libdir', '--target', target])
  const folder = output.trim()
  return status === 0 && existsSync(folder) && readdirSync(folder).some((file) => file.startsWith('libstd-'))
}

/** @param {string} target */
async function installDebian(target) {
  const wasi = target === 'wasm32-wasip1'
  const wanted = wasi ? [...packages, 'wasi-libc'] : packages
  await installPackages(wanted)
  if (!wasi) return
  // rustc and napi-build look for libc.a and crt1-reactor.o in this folder.
  const sysroot = (await must(debian, ['--print', 'sysroot'])).trim()
  const libraries = join(sysroot, 'lib/rustlib', target, 'lib')
  if (existsSync(join(libraries, 'self-contained'))) return
  mkdirSync(libraries, { recursive: true })
  symlinkSync('/usr/lib/wasm32-wasi', join(libraries, 'self-contained'))
}
