import { createWasmEngine, primordials, type WasmExports } from '@overt/core'
import type { Host, NodeCrypto } from '@overt/surface'
import type { NodeFs, NodeProcess } from './node.ts'

const { apply } = primordials
const standardError = 2

/** The names of systems as Sigma writes them. */
const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' }

/** Bun, as `@overt/surface` needs it. */
export function createHost(fs: NodeFs, image: Uint8Array, process: NodeProcess, threadId: number, crypto: () => NodeCrypto): Host {
  const { fdatasyncSync, openSync, readdirSync, readFileSync, realpathSync, statSync, writeSync } = fs
  const { argv, cwd, env, execArgv, execPath, kill, nextTick, pid, platform, reallyExit } = process
  const bytes = readFileSync(new URL('./overt.wasm', import.meta.url))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as never), {})
  return {
    product: 'bun',
    version: Bun.version,
    system: systems[platform] ?? platform,
    pid,
    thread: Bun.isMainThread ? 0 : threadId,
    program: execPath,
    commandLine: [execPath, ...execArgv, ...argv.slice(1)].join(' '),
    engine: createWasmEngine(exports as unknown as WasmExports),
    image,
    variable: (name) => env[name],
    folder() {
      try {
        return apply(cwd, process, [])
      } catch {
        return '/'
      }
    },
    read: (path) => readFileSync(path),
    list: (path) => (statSync(path).isDirectory() ? readdirSync(path, { recursive: true }) : undefined),
    files: { isFile: (path) => statSync(path).isFile(), realPath: (path) => realpathSync(path), crypto },
    append(path) {
      const descriptor = openSync(path, 'a', 0o600)
      return {
        write(line) {
          // A regular file takes all at once, except where the disk is full.
          if (writeSync(descriptor, line) !== primordials.byteLengthOf(line)) throw new Error('the disk takes no more')
        },
        sync() {
          fdatasyncSync(descriptor)
        },
      }
    },
    say(line) {
      try {
        writeSync(standardError, line)
      } catch {
        // Standard error is closed: there is nobody to tell.
      }
    },
    exit: (code) => apply(reallyExit, process, [code]),
    kill() {
      apply(kill, process, [pid, 'SIGKILL'])
    },
    later: (work) => {
      nextTick(work)
    },
    atEnd(work) {
      process.on('exit', work)
    },
  }
}
