import { createWasmCompiler, createWasmEngine, deferEngine, prepared, primordials, type Utf8Write, wasmAccessors, type WasmCompilerExports, type WasmExports } from '@overt/core'
import { type Host, type NodeCrypto, steadyClock } from '@overt/surface'
import { asBuilt, beside } from './as-built.ts'
import { fs, type NodeProcess } from './node.ts'
import shipped from './rules.interest'

const { apply } = primordials
const standardError = 2

/** The names of systems as Sigma writes them. */
const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' }

/** Bun, as `@overt/surface` needs it. */
export function createHost(process: NodeProcess, threadId: number, crypto: () => NodeCrypto, earlier: () => readonly string[]): Host {
  const { argv, cwd, env, execArgv, execPath, kill, pid, platform, reallyExit } = process
  // `process.nextTick` is made when it is first read, which takes a millisecond. What is put off by this comes no earlier than the end of what runs now, either.
  const later = queueMicrotask
  const module = asBuilt('overt.wasm')
  const image = asBuilt('rules.image')
  const { Instance, Module } = WebAssembly
  const [accessors, clock] = [wasmAccessors(), steadyClock()]
  const opened = <Exports>(bytes: Uint8Array): Exports => new Instance(new Module(bytes as never), {}).exports as Exports
  return {
    product: 'bun',
    version: Bun.version,
    system: systems[platform] ?? platform,
    pid,
    thread: Bun.isMainThread ? 0 : threadId,
    program: execPath,
    commandLine: [execPath, ...execArgv, ...argv.slice(1)].join(' '),
    engine: deferEngine(
      () => createWasmEngine(opened<WasmExports>(module()), accessors, clock),
      () => createWasmCompiler(opened<WasmCompilerExports>(beside('overt.compile.wasm')), accessors, clock),
    ),
    utf8Write: (Buffer.prototype as { readonly utf8Write?: Utf8Write }).utf8Write,
    shipped: prepared(shipped, image),
    main: mainOf(process),
    earlier,
    variable: (name) => env[name],
    folder() {
      try {
        return apply(cwd, process, [])
      } catch {
        return '/'
      }
    },
    read: (path) => fs().readFileSync(path),
    list: (path) => (fs().statSync(path).isDirectory() ? fs().readdirSync(path, { recursive: true }) : undefined),
    files: { isFile: (path) => fs().statSync(path).isFile(), realPath: (path) => fs().realpathSync(path), crypto },
    append(path) {
      const { fdatasyncSync, openSync, writeSync } = fs()
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
        fs().writeSync(standardError, line)
      } catch {
        // Standard error is closed: there is nobody to tell.
      }
    },
    exit: (code) => apply(reallyExit, process, [code]),
    kill() {
      apply(kill, process, [pid, 'SIGKILL'])
    },
    later: (work) => {
      later(work)
    },
    atEnd(work) {
      process.on('exit', work)
    },
  }
}

/** What Bun is about to run: it names code of the command line and of standard input as files that cannot be. */
function mainOf(process: NodeProcess): Host['main'] {
  const { isMainThread, main } = Bun
  if (!isMainThread || main === '') return undefined
  if (main.endsWith('/[eval]')) return { code: process._eval }
  return main.endsWith('/[stdin]') ? { stdin: true } : { file: main }
}
