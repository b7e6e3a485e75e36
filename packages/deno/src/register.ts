import { AuditError, type Own, primordials } from '@overt/core'
import { createEnvironmentProbe, createFunctionProbe, createMovingProbe, createNodeChildProcessProbe, createNodeDnsProbe, createNodeFsProbe, createNodeNetProbe, createWorkersProbe, nodeMovers, type Parent, resolvePath, start, type Started, type Verifier } from '@overt/surface'
import * as exports from './overt.wasm'
import image from './rules.image'
import { createHandOver } from './handover.ts'
import { createHost } from './host.ts'
import { denoMovers } from './movers.ts'
import { createDenoCommandsProbe } from './probes/commands.ts'
import { createDenoConnectionsProbe } from './probes/connections.ts'
import { createDenoEnvironmentProbe } from './probes/environment.ts'
import { createDenoFilesProbe } from './probes/files.ts'
import { createModulesProbe } from './probes/modules.ts'
import { isProgram, ownVariables } from './parent.ts'
import { installVerifiedLoad } from './verified-load.ts'
import { variablesOf } from './variables.ts'
import { version } from './version.ts'
import { createNodeWorkerStart, createWorkerStart, toldConfiguration } from './worker.ts'

const { process } = globalThis as unknown as { readonly process: NodeProcess }
interface NodeProcess {
  readonly env: Record<string, string | undefined>
  readonly nextTick: (work: () => void) => void
  readonly getBuiltinModule: (name: string) => object
}

// Taken by a function and not imported: an import of a builtin would keep the originals for everybody.
const builtin = process.getBuiltinModule as (name: string) => never
const isWorker = 'WorkerGlobalScope' in globalThis
const threadId = isWorker ? (builtin('worker_threads') as { readonly threadId: number }).threadId : 0
const host = createHost(exports, image, process, threadId, () => builtin('crypto'), isWorker ? toldConfiguration() : undefined)
const { folder, later, program } = host
const named = host.variable('OVERT_CONFIG') ?? ''
/** As it was at the start: neither the environment nor the working folder changes it afterwards. */
const config = named === '' ? '' : resolvePath(host, named)
const parent: Parent = { program, commandLine: host.commandLine, folder, environment: ownVariables(), isProgram: isProgram(), handOver: createHandOver(import.meta.url, program) }

const facades = new primordials.SafeSet()
const unaudited = (own: Own, verifier: Verifier | undefined) => (detail: string, url: string): void => {
  own('overt.gap', { event: 'worker.create', reason: 'unaudited_child', detail })
  // Nothing would verify what it loads.
  verifier?.unlisted(url)
}

const started: Started = start(
  host,
  (own, verifier) => [
    createDenoFilesProbe(Deno, folder),
    createNodeFsProbe({ fs: builtin('fs'), promises: undefined, folder, later }),
    createMovingProbe(() => [...denoMovers(Deno), ...nodeMovers(builtin('fs'), builtin('fs/promises'), ['cp', 'rmdir'], ['cp', 'rmdir'], ['cp'])], folder, later),
    createDenoCommandsProbe(Deno as never, parent),
    createNodeChildProcessProbe({ childProcess: builtin('child_process'), parent, later }),
    createDenoConnectionsProbe(Deno, globalThis, program, folder),
    createNodeNetProbe({ net: builtin('net'), program, folder, looksUp: false }),
    createNodeDnsProbe({ dns: builtin('dns'), promises: builtin('dns/promises'), program, later }),
    createWorkersProbe({ holders: [{ holder: globalThis, name: 'Worker' }], folder, prepare: createWorkerStart(config, import.meta.url, verifier, unaudited(own, verifier)) }),
    createWorkersProbe({ holders: [{ holder: builtin('worker_threads'), name: 'Worker' }], folder, prepare: createNodeWorkerStart(config, import.meta.url, folder, verifier, unaudited(own, verifier)) }),
    createDenoEnvironmentProbe(Deno.env),
    createEnvironmentProbe({ process, real: variablesOf(Deno.env, process.env), ofTheRuntime: [] }),
    createFunctionProbe(globalThis),
    createModulesProbe(builtin('module'), isWorker ? undefined : Deno.mainModule, builtin, facades),
  ],
  [],
  version,
  (verifier) => {
    installVerifiedLoad(builtin('module'), verifier, (url) => primordials.setHas(facades, url))
  },
)
// The door to Deno's own functions: what nobody but Deno's own tests needs.
Reflect.deleteProperty(Deno, Deno.internal)

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError }
