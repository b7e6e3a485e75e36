import { AuditError, primordials } from '@overt/core'
import { byBuiltin, createActingProbe, createChildren, createEnvFileProbe, createEnvironmentProbe, createFactsProbe, createFunctionProbe, createInspectorProbe, createNativeLibraryProbe, createNodeAcceptProbe, createNodeHttpProbe, createNodeNetProbe, createNodeSqliteProbe, createNodeTlsProbe, createPriorityProbe, createProcessStateProbe, createResolveProbe, createSignalsProbe, createSnapshotProbe, createV8Probe, createVmProbe, createWasiProbe, createWebAssemblyProbe, createWorkersProbe, factsOfOs, findPreloads, launchVariable, type Nesting, type Parent, type Preloads, resolvePath, resolversOf, start, type Started, verifyAddons, watchGetBuiltinModule } from '@overt/surface'
import { fileActors, routerActors } from './actors.ts'
import { createNodeFilesProbes } from './probes/node-files.ts'
import { createWorkerStart } from './worker.ts'
import { createHost } from './host.ts'
import { builtin, fs, nodeProcess } from './node.ts'
import { createBunCommandsProbe } from './probes/commands.ts'
import { createBunConnectionsProbe } from './probes/connections.ts'
import { createJscProbe } from './probes/jsc.ts'
import { createBunFilesProbe } from './probes/files.ts'
import { createBunListeningProbe } from './probes/listening.ts'
import { createBunUncaughtProbe } from './probes/uncaught.ts'
import { createGlobsProbe } from './probes/globs.ts'
import { createBunModulesProbe } from './probes/modules.ts'
import { createBunSqliteProbe } from './probes/sqlite.ts'
import { createBunForeignProbe } from './probes/foreign.ts'
import { createRealmsProbe } from './probes/realms.ts'
import { createShellProbe } from './probes/shell.ts'
import { createExecveProbe } from './probes/execve.ts'
import { watchBuiltins } from './builtins.ts'
import { createPlugins } from './plugins.ts'
import { installVerifiedLoad } from './verified/load.ts'
import { version } from './version.ts'

/** What this file uses of `node:module`. */
interface Modules {
  readonly _extensions: object
  readonly _cache: object
  readonly isBuiltin: (name: string) => boolean
}

const threadId = Bun.isMainThread ? 0 : (builtin('worker_threads') as { readonly threadId: number }).threadId
const preload = Bun.fileURLToPath(import.meta.url)
/** Bun's cache holds what has run, of ES modules too: the preloads of `bunfig.toml` and of `BUN_OPTIONS` come before those of the command line. */
const earlier = (): readonly string[] => Object.keys((builtin('module') as Modules)._cache).filter((path) => path !== preload)
const host = createHost(nodeProcess, threadId, () => builtin('crypto'), earlier)
const { folder, later, program } = host
const { env } = nodeProcess
const named = env['OVERT_CONFIG'] ?? ''
/** As it was at the start: neither the environment nor the working folder changes it afterwards. */
const config = named === '' ? '' : resolvePath(host, named)
const addPlugin = createPlugins(Bun.plugin)
const launch = env[launchVariable] ?? ''
const prepare = createWorkerStart(preload, env, config, launch)
const executable = 0o111
const kinds = 0o170000
const regular = 0o100000

const environment = (): Record<string, string> => env as Record<string, string>
/** 0 for what is not there. */
const modeOf = (path: string): number => {
  try {
    return fs().statSync(path).mode
  } catch {
    return 0
  }
}
const isFile = (path: string, bits = 0): boolean => {
  const mode = modeOf(path)
  return (mode & kinds) === regular && (bits === 0 || (mode & bits) !== 0)
}
const isProgram = (path: string): boolean => isFile(path, executable)
const disk = { isFile: (path: string): boolean => isFile(path), isFolder: (): boolean => false }
const find = (): Preloads => findPreloads(preload, undefined, { runtime: 'bun', preload }, disk)

const started: Started = start(
  host,
  (own, _verifier, asked, requested, foreseen, stream) => {
    const children = createChildren({ own, runtime: 'bun', program, config, stream, atStart: { launch, path: env['PATH'], preloads: undefined }, find, current: (name) => env[name], environment })
    const parent: Parent = { program, commandLine: host.commandLine, folder, environment, isProgram, children }
    watchBuiltins(addPlugin, builtin('module'), asked, requested)
    watchGetBuiltinModule(nodeProcess, (builtin('module') as Modules).isBuiltin, asked, requested)
    const snapshots: Nesting = { judged: undefined }
    return {
      always: [
        createBunCommandsProbe(Bun, parent),
        createShellProbe(Bun, parent),
        createExecveProbe(nodeProcess, folder, children, environment),
        createWorkersProbe({ holders: [{ holder: globalThis, name: 'Worker', ending: 'dispatches close' }], folder, prepare }),
        createBunModulesProbe(addPlugin, Bun.resolveSync, (builtin('module') as Modules)._extensions, folder, { file: preload, asked: foreseen }),
      ],
      whenWanted: [
        createBunFilesProbe(Bun, folder),
        createActingProbe({ list: () => primordials.concat(fileActors, routerActors(Bun)), events: ['fs.stat', 'fs.list', 'fs.remove'], folder, later, handles: undefined }),
        createGlobsProbe(Bun, folder),
        createBunConnectionsProbe(Bun, globalThis, program, folder),
        createBunListeningProbe(Bun, folder, program),
        createSnapshotProbe(Bun, 'generateHeapSnapshot', snapshots),
        createEnvFileProbe(nodeProcess, folder),
        createBunUncaughtProbe(nodeProcess, nodeProcess.on),
        createEnvironmentProbe({ process: nodeProcess, ofTheRuntime: ['NODE_DEBUG', 'NODE_USE_ENV_PROXY', 'BUN_DISABLE_DYNAMIC_CHUNK_SIZE'] }),
        createFunctionProbe(globalThis),
        createBunForeignProbe(Bun.FFI, [], folder),
        createRealmsProbe(globalThis, own),
        createSignalsProbe({ holders: [nodeProcess], signals: () => (builtin('os') as { readonly constants: { readonly signals: Record<string, number> } }).constants.signals }),
        createProcessStateProbe({ holders: [nodeProcess], folder }),
        createWebAssemblyProbe(WebAssembly, host.engine.digest),
        createNativeLibraryProbe({ process: nodeProcess, extensions: (builtin('module') as Modules)._extensions, folder }),
        createResolveProbe({ asking: [{ holder: Bun.dns, form: 'promise' }], program, later }),
      ],
      eventsOfBuiltins: ['os.info', 'process.set_priority', 'code.compile', 'v8.flags', 'v8.heap_snapshot', 'v8.deserialize', 'http.request', 'tls.connect', 'inspector.open', 'inspector.session', 'wasi.create', 'ffi.open', 'sqlite.open', 'sqlite.extension', 'fs.open', 'fs.rename', 'fs.copy', 'fs.link', 'fs.remove', 'fs.watch', 'fs.mkdir', 'fs.temp', 'fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime', 'net.connect', 'net.accept', 'dns.resolve', 'dns.reverse', 'worker.create', 'worker.exit'],
      ofBuiltins: () => ({
        always: [createWorkersProbe({ holders: [{ holder: builtin('worker_threads'), name: 'Worker', ending: 'emits exit' }], folder, prepare })],
        whenWanted: primordials.concat(createNodeFilesProbes(folder, later), [
          createBunForeignProbe(builtin('bun:ffi'), ['dlopen', 'linkSymbols', 'toArrayBuffer', 'toBuffer'], folder),
          createBunSqliteProbe(builtin('bun:sqlite'), folder),
          createNodeNetProbe({ net: builtin('net'), program, folder, later, looksUp: true }),
          createNodeAcceptProbe({ net: builtin('net'), program, unseen: 'servers of `node:net` tell of a connection; those of `node:http`, `Bun.serve` and `Bun.listen` do not' }),
          createResolveProbe({ asking: resolversOf(builtin('dns'), builtin('dns/promises')), program, later }),
        ]),
      }),
      ofBuiltin: byBuiltin([
        { names: ['sqlite'], make: () => [createNodeSqliteProbe(builtin('node:sqlite'), folder, true)] },
        { names: ['os'], make: () => [createFactsProbe(factsOfOs(builtin('os')), { judged: undefined }), createPriorityProbe(builtin('os'))] },
        { names: ['vm'], make: () => [createVmProbe(builtin('vm'))] },
        { names: ['v8'], make: () => [createV8Probe(builtin('v8'), folder, snapshots)] },
        { names: ['jsc', 'bun:jsc'], make: () => [createJscProbe(builtin('bun:jsc'), snapshots)] },
        { names: ['wasi'], make: () => [createWasiProbe(builtin('wasi'), folder)] },
        { names: ['inspector', 'inspector/promises'], make: () => [createInspectorProbe(builtin('inspector'))] },
        { names: ['http', 'https', 'http2', '_http_client'], make: () => [createNodeHttpProbe({ http: builtin('http'), client: builtin('_http_client'), https: undefined, url: builtin('url') })] },
        { names: ['tls', 'https', 'http2', '_tls_wrap'], make: () => [createNodeTlsProbe({ tls: builtin('tls'), net: builtin('net'), later })] },
      ]),
    }
  },
  [
    { event: 'env.read', reason: 'unavailable', detail: '`Bun.env` and `import.meta.env` cannot be replaced; `process.env` is seen' },
    { event: 'module.load', reason: 'unavailable', detail: '`Bun.plugin` cannot be replaced: a plugin of the application can supply other code for a module' },
  ],
  version,
  (verifier) => {
    verifyAddons(nodeProcess, verifier, folder)
    installVerifiedLoad({ verifier, modules: builtin('module'), addPlugin, bun: Bun, read: host.read, process: nodeProcess })
  },
)

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError }
