import { primordials } from '@overt/core'
import type { Appender, Host, NodeCrypto } from '@overt/surface'
import type { EngineFiles } from './engine-files.ts'
import { granted } from './granted.ts'

const { append: push, apply } = primordials

/** The names of systems as Sigma writes them. */
const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', windows: 'windows' }

interface Process {
  readonly nextTick: (work: () => void) => void
}

/** Deno, as `@overt/surface` needs it. Nothing here asks a person for a permission: what is not granted is not done. */
export function createHost({ engine, shipped }: EngineFiles, process: Process, thread: number, crypto: () => NodeCrypto, config: string | undefined): Host {
  const { args, build, cwd, env, execPath, exit, openSync, pid, readDirSync, readFileSync, realPathSync, statSync, stderr, version } = Deno
  const program = execPath()
  // Made when it is first read, and then more than this is loaded; the accessor gives Deno's own whatever the application has put in its place.
  const kill = Object.getOwnPropertyDescriptor(Deno, 'kill')
  const { nextTick } = process
  const { get } = env
  const { writeSync: sayAll } = stderr
  return {
    product: 'deno',
    version: version.deno,
    system: systems[build.os] ?? build.os,
    pid,
    thread,
    program,
    commandLine: [program, Deno.mainModule, ...args].join(' '),
    engine,
    shipped,
    main: mainOf(Deno.mainModule),
    earlier: () => [],
    variable: (name) => (name === 'OVERT_CONFIG' && config !== undefined ? config : granted('env', name) ? apply(get, env, [name]) : undefined),
    folder() {
      try {
        return cwd()
      } catch {
        return '/'
      }
    },
    read: (path) => readFileSync(path),
    list(path) {
      if (!statSync(path).isDirectory) return undefined
      const names: string[] = []
      const below = (folder: string, prefix: string): void => {
        for (const { name, isDirectory } of readDirSync(folder)) {
          if (isDirectory) below(`${folder}/${name}`, `${prefix}${name}/`)
          else push(names, prefix + name)
        }
      }
      below(path, '')
      return names
    },
    files: { isFile: (path) => statSync(path).isFile, realPath: (path) => realPathSync(path), crypto },
    append: (path) => appender(openSync(path, { append: true, create: true, mode: 0o600 })),
    say(bytes) {
      try {
        apply(sayAll, stderr, [bytes])
      } catch {
        // Standard error is closed: there is nobody to tell.
      }
    },
    exit: (code) => exit(code),
    kill() {
      try {
        const send = (kill?.get === undefined ? kill?.value : apply(kill.get as never, Deno, [])) as typeof Deno.kill
        send(pid, 'SIGKILL')
      } catch {
        // Not permitted: the caller exits.
      }
    },
    later: (work) => {
      nextTick(work)
    },
    atEnd(work) {
      addEventListener('unload', work)
    },
  }
}

/** What Deno is about to run, undefined in a worker: it names code of the command line and of standard input as modules of the working folder. */
function mainOf(url: string | undefined): Host['main'] {
  if (url === undefined) return undefined
  const name = url.slice(url.lastIndexOf('/') + 1)
  if (name.startsWith('$deno$eval.')) return { code: undefined }
  if (name.startsWith('$deno$stdin.')) return { stdin: true }
  return { file: url.startsWith('file:') ? decodeURIComponent(new URL(url).pathname) : url }
}

const { writeSync, syncDataSync } = Deno.FsFile.prototype

function appender(file: Deno.FsFile): Appender {
  return {
    write(bytes) {
      // A regular file takes all at once, except where the disk is full.
      if (apply(writeSync, file, [bytes]) !== primordials.byteLengthOf(bytes)) throw new Error('the disk takes no more')
    },
    sync() {
      apply(syncDataSync, file, [])
    },
  }
}
