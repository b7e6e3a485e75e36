import { type Own, primordials } from '@overt/core'
import { type Asked, type Asking, actedEvents, byBuiltin, createActingProbe, createChildren, createEnvFileProbe, createEnvironmentProbe, createFactsProbe, createFunctionProbe, createInspectorProbe, createMovingProbe, createNativeLibraryProbe, createNodeAcceptProbe, createNodeChildProcessProbe, createNodeDnsProbe, createNodeFsProbe, createNodeHttpProbe, createNodeNetProbe, createNodeSqliteProbe, createNodeTlsProbe, createPriorityProbe, createProcessStateProbe, createResolveProbe, createSignalsProbe, createV8Probe, createVmProbe, createWasiProbe, createWebAssemblyProbe, createWorkersProbe, factsOfOs, type Host, type Nesting, nodeMovers, type Parent, resolvePath, resolversOf, start, type Started, type Verifier, watchGetBuiltinModule, watchStreams } from '@overt/surface'
import { actedByDeno, denoActors, nodeActorsOfDeno } from './actors.ts'
import { readAtStart } from './at-start.ts'
import { type EngineFiles, filesOnDisk } from './engine-files.ts'
import { createNaming } from './caller/naming.ts'
import { facadeSource } from './facades.ts'
import { createHost } from './host.ts'
import { settleProperty, whenPropertyIsRead } from './lazy.ts'
import { denoMovers } from './movers.ts'
import { createDenoCommandsProbe } from './probes/commands.ts'
import { createDenoConnectionsProbe } from './probes/connections.ts'
import { createDatagramsProbe } from './probes/datagrams.ts'
import { createDenoEnvironmentProbe } from './probes/environment.ts'
import { createDenoFileObjectsProbe } from './probes/file-objects.ts'
import { createDenoFilesProbe } from './probes/files.ts'
import { createForeignProbe } from './probes/foreign.ts'
import { createDenoListeningProbe } from './probes/listening.ts'
import { createServersProbe } from './probes/servers.ts'
import { createUncaughtProbe } from './probes/uncaught.ts'
import { createModuleHooksProbe } from './probes/module-hooks.ts'
import { createModulesProbe, type Modules } from './probes/modules.ts'
import { createReadings } from './probes/readings.ts'
import { currentVariable, isProgram, ownVariables } from './parent.ts'
import { asPath } from './path-text.ts'
import { createRedirects, createRequests } from './requests.ts'
import { createPathOfDescriptor, createTemporaryFolder } from './system-paths.ts'
import { installVerifiedLoad, type LoadingModules } from './verified-load.ts'
import { variablesOf } from './variables.ts'
import { version } from './version.ts'
import { createNodeWorkerStart, createWorkerStart, toldConfiguration } from './worker.ts'

interface NodeProcess {
  readonly env: Record<string, string | undefined>
  readonly nextTick: (work: () => void) => void
  readonly getBuiltinModule: (name: string) => object
}

/** Of `Deno.*`, what it tells, and the functions of `node:os` that end in it. */
const factsOfDeno = [
  ['hostname', 'hostname', ['hostname']], ['osRelease', 'release', ['release', 'version']], ['osUptime', 'uptime'], ['loadavg', 'loadavg', ['loadavg']],
  ['networkInterfaces', 'networkInterfaces', ['networkInterfaces']], ['systemMemoryInfo', 'totalmem', ['totalmem', 'freemem']],
] as const

const preload = new URL('./register.js', import.meta.url).href
let running: Started | undefined

/**
 * Starts overt in this thread, once.
 *
 * @param files the engine; by default what lies beside this file, which must be readable then
 */
export function begin(files: EngineFiles | undefined = filesOnDisk(import.meta.url)): Started {
  if (files === undefined) throw new Error(`\`${import.meta.url}\` cannot read the engine beside it`)
  return (running ??= beginWith(files))
}

function beginWith(files: EngineFiles): Started {
  const { process } = globalThis as unknown as { readonly process: NodeProcess }
  // Taken by a function and not imported: an import of a builtin would keep the originals for everybody.
  const builtin = process.getBuiltinModule as (name: string) => never
  const isWorker = 'WorkerGlobalScope' in globalThis
  const threadId = isWorker ? (builtin('worker_threads') as { readonly threadId: number }).threadId : 0
  const facades = new primordials.SafeSet()
  const readings = createReadings()
  const pathOf = createPathOfDescriptor()
  const bare = createHost(files, process, threadId, () => builtin('crypto'), isWorker ? toldConfiguration() : undefined)
  const { folder, later, program } = bare
  const naming = createNaming(builtin('module'), import.meta.url, isWorker ? undefined : Deno.mainModule, folder, (url) => primordials.setHas(facades, url))
  const host: Host = { ...bare, caller: naming.caller }
  const named = host.variable('OVERT_CONFIG') ?? ''
  /** As it was at the start: neither the environment nor the working folder changes it afterwards. */
  const config = named === '' ? '' : resolvePath(host, named)
  const { main } = host
  const { atStart, text, find } = readAtStart(preload, main !== undefined && 'file' in main ? main.file : undefined, host.variable)
  const [environment, current] = [ownVariables(), currentVariable()]

  const signals = (): Readonly<Record<string, number>> => (builtin('os') as { readonly constants: { readonly signals: Record<string, number> } }).constants.signals
  const unaudited = (own: Own, verifier: Verifier | undefined) => (detail: string, url: string): void => {
    own('overt.gap', { event: 'worker.create', reason: 'unaudited_child', detail })
    // Nothing would verify what it loads.
    verifier?.unlisted(url)
  }

  const started = start(
    host,
    (own, verifier, wanted, requested, foreseen, stream) => {
      const children = createChildren({ own, runtime: 'deno', program, config, stream, atStart, find, current, environment })
      const parent: Parent = { program, commandLine: host.commandLine, folder, environment, isProgram: isProgram(), children }
      // What imports a name of a builtin has the function that it found: all of them are replaced before anybody has one.
      foreseen()
      const asked: Asked = (name) => {
        naming.asked(name)
        wanted(name)
      }
      const facts: Nesting = { judged: undefined }
      const temporary = createTemporaryFolder()
      const always = [
        createDenoCommandsProbe(Deno as never, parent),
        createWorkersProbe({ holders: [{ holder: globalThis, name: 'Worker' }], folder, prepare: createWorkerStart(config, text, preload, unaudited(own, verifier)) }),
        createModulesProbe(builtin('module'), isWorker ? undefined : Deno.mainModule, folder, builtin, facades, asked, requested, naming.resolved),
      ]
      const whenWanted = [
        createDenoFileObjectsProbe(Deno, folder, later),
        createDenoFilesProbe(Deno, folder),
        createMovingProbe(() => denoMovers(Deno), folder, later),
        ...actedByDeno.map((event) => createActingProbe({ list: () => denoActors(Deno, event, temporary, readings), events: [event], folder, later, handles: undefined })),
        createDenoConnectionsProbe(Deno, globalThis, program, folder, createRequests(globalThis, Deno), createRedirects(globalThis)),
        createDenoListeningProbe(Deno, folder),
        createFactsProbe({ holder: Deno, names: factsOfDeno }, facts),
        createUncaughtProbe(process, globalThis),
        createDenoEnvironmentProbe(Deno.env),
        createEnvironmentProbe({ process, real: variablesOf(Deno.env, process.env), ofTheRuntime: [] }),
        createFunctionProbe(globalThis),
        createEnvFileProbe(process, folder),
        createForeignProbe(Deno, folder),
        createSignalsProbe({ holders: [process, Deno], signals, whenRead: whenPropertyIsRead }),
        createProcessStateProbe({ holders: [process], folder }),
        createProcessStateProbe({ holders: [Deno], folder, settle: asPath }),
        createWebAssemblyProbe(WebAssembly, host.engine.digest),
        createNativeLibraryProbe({ process, extensions: (builtin('module') as Modules)._extensions, folder }),
        createResolveProbe({ asking: [{ holder: Deno, form: 'promise', converts: true, named: 'resolveDns' }], program, later }),
      ]
      settleProperty(process, 'getBuiltinModule')
      watchGetBuiltinModule(process, (builtin('module') as Modules).isBuiltin, asked, requested)
      watchStreams(process, asked)
      return {
        always,
        whenWanted,
        eventsOfBuiltins: ['module.hook', 'os.info', 'process.set_priority', 'code.compile', 'v8.flags', 'v8.heap_snapshot', 'v8.deserialize', 'http.request', 'tls.connect', 'net.send', 'inspector.open', 'wasi.create', 'fs.open', 'fs.rename', 'fs.copy', 'fs.link', 'fs.remove', 'process.spawn', 'net.connect', 'net.accept', 'dns.lookup', 'dns.resolve', 'dns.reverse', 'worker.create', 'worker.exit', 'sqlite.open', 'sqlite.extension', 'inspector.session'],
        ofBuiltins: () => ({ always: [
          createNodeFsProbe({ fs: builtin('fs'), promises: undefined, through: undefined, settle: asPath, folder, later }),
          createMovingProbe(() => nodeMovers(builtin('fs'), builtin('fs/promises'), ['cp', 'rmdir'], ['cp', 'rmdir'], ['cp', 'rmdir']), folder, later),
          createActingProbe({ list: () => nodeActorsOfDeno(builtin('fs'), builtin('fs/promises'), pathOf, readings), events: actedEvents, folder, later, handles: { promises: () => builtin('fs/promises'), pathOf } }),
          createNodeChildProcessProbe({ childProcess: builtin('child_process'), parent, later }),
          createNodeNetProbe({ net: builtin('net'), program, folder, later, looksUp: false }),
          createServersProbe(builtin('net'), folder, later),
          createNodeAcceptProbe({ net: builtin('net'), program, unseen: 'servers of `node:net` and what is built on them tell of a connection; `Deno.listen` and `Deno.serve` do not' }),
          createResolveProbe({ asking: primordials.concat<Asking>(resolversOf(builtin('dns'), builtin('dns/promises')), [{ holder: builtin('dns'), form: 'callback', lookupServiceOnly: true }, { holder: builtin('dns/promises'), form: 'promise', lookupServiceOnly: true }]), program, later }),
          createNodeDnsProbe({ dns: builtin('dns'), promises: builtin('dns/promises'), program, later }),
          createWorkersProbe({ holders: [{ holder: builtin('worker_threads'), name: 'Worker', ending: 'emits exit' }], folder, prepare: createNodeWorkerStart(config, text, preload, files.onDisk, folder, verifier, unaudited(own, verifier)) }),
        ], whenWanted: [] }),
        ofBuiltin: byBuiltin([
          { names: ['sqlite'], make: () => [createNodeSqliteProbe(builtin('sqlite'), folder, false)] },
          { names: ['inspector', 'inspector/promises'], make: () => [createInspectorProbe(builtin('inspector'))] },
          { names: ['os'], make: () => [createFactsProbe(factsOfOs(builtin('os')), facts), createPriorityProbe(builtin('os'))] },
          { names: ['module'], make: () => [createModuleHooksProbe(builtin('module'))] },
          { names: ['vm'], make: () => [createVmProbe(builtin('vm'))] },
          { names: ['v8'], make: () => [createV8Probe(builtin('v8'), folder, { judged: undefined })] },
          { names: ['wasi'], make: () => [createWasiProbe(builtin('wasi'), folder)] },
          { names: ['dgram'], make: () => [createDatagramsProbe({ dgram: builtin('dgram'), program, folder, later })] },
          { names: ['http', 'https', 'http2', '_http_client'], make: () => [createNodeHttpProbe({ http: builtin('http'), client: undefined, https: builtin('https'), url: builtin('url') })] },
          { names: ['_tls_wrap'], make: () => [createNodeTlsProbe({ tls: builtin('_tls_wrap'), net: builtin('net'), later })] },
          { names: ['tls', 'https', 'http2'], make: () => [createNodeTlsProbe({ tls: builtin('tls'), net: builtin('net'), later })] },
        ]),
      }
    },
    [{ event: 'worker.exit', reason: 'partial', detail: 'a worker of the global `Worker` does not tell its end; one of `node:worker_threads` does' }],
    version,
    (verifier) => {
      installVerifiedLoad(builtin('module'), process, verifier, (url) => primordials.setHas(facades, url))
    },
  )
  const { registerHooks } = builtin('module') as LoadingModules
  let serves = false
  naming.watch(() => {
    // A module that a hook of the application made imports what stands in for a builtin, which Deno has not prepared then.
    if (!serves) registerHooks({ load: (url, context, next) => (primordials.setHas(facades, url) ? { source: facadeSource(url), format: 'module', shortCircuit: true } : next(url, context)) })
    serves = true
  })
  // The door to Deno's own functions, `evalContext` among them. What else is there `deno test` and `deno bench` need.
  Reflect.deleteProperty((Deno as unknown as Record<symbol, object>)[Deno.internal] ?? {}, 'core')
  return started
}

export { AuditError, createAbiEngine, createMemory } from '@overt/core'
export { isConfigured } from './configured.ts'
export { filesOnDisk, imageOnDisk, importedFiles, nativeFiles } from './engine-files.ts'
export { granted } from './granted.ts'
export { decoded } from './imported.ts'
