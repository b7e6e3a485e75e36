import { AuditError } from '@overt/core'
import { createEnvironmentProbe, createFunctionProbe, createMovingProbe, createNodeDnsProbe, createNodeFsProbe, createNodeNetProbe, createWorkersProbe, nodeMovers, type Parent, resolvePath, start, type Started } from '@overt/surface'
import image from './rules.image'
import { createHandover } from './handover.ts'
import { createHost } from './host.ts'
import { builtin, nodeProcess } from './node.ts'
import { createBunCommandsProbe } from './probes/commands.ts'
import { createBunConnectionsProbe } from './probes/connections.ts'
import { createBunFilesProbe } from './probes/files.ts'
import { createBunModulesProbe } from './probes/modules.ts'
import { createBunNativeProbe } from './probes/native.ts'
import { createPlugins } from './plugins.ts'
import { installVerifiedLoad } from './verified/load.ts'
import { version } from './version.ts'

const fs = builtin('fs') as Parameters<typeof createHost>[0]
const host = createHost(fs, image, nodeProcess, (builtin('worker_threads') as { readonly threadId: number }).threadId, () => builtin('crypto'))
const { folder, later, program } = host
const { env } = nodeProcess
const { statSync } = fs
const named = env['OVERT_CONFIG'] ?? ''
/** As it was at the start: neither the environment nor the working folder changes it afterwards. */
const config = named === '' ? '' : resolvePath(host, named)
const addPlugin = createPlugins(Bun.plugin)
const handover = createHandover(Bun.fileURLToPath(import.meta.url), env, config)
const executable = 0o111
// `cp` and `rm` with a callback end in their promises.
const withCallback = ['rename', 'copyFile', 'link', 'symlink', 'unlink', 'rmdir']
const all = [...withCallback, 'cp', 'rm']

const parent: Parent = {
  program,
  commandLine: host.commandLine,
  folder,
  environment: () => env as Record<string, string>,
  isProgram(path) {
    try {
      const found = statSync(path)
      return found.isFile() && (found.mode & executable) !== 0
    } catch {
      return false
    }
  },
}

const started: Started = start(
  host,
  () => [
    createBunFilesProbe(Bun, folder),
    createNodeFsProbe({ fs, promises: builtin('fs/promises'), through: 'openAsBlob', folder, later }),
    createMovingProbe(() => nodeMovers(fs, builtin('fs/promises'), withCallback, all, all), folder, later),
    createBunCommandsProbe(Bun, parent, handover),
    createBunConnectionsProbe(Bun, globalThis, program, folder),
    createNodeNetProbe({ net: builtin('net'), program, folder, looksUp: true }),
    createNodeDnsProbe({ dns: builtin('dns'), promises: builtin('dns/promises'), program, later }),
    createEnvironmentProbe({ process: nodeProcess, ofTheRuntime: ['NODE_DEBUG', 'NODE_USE_ENV_PROXY', 'BUN_DISABLE_DYNAMIC_CHUNK_SIZE'] }),
    createFunctionProbe(globalThis),
    createWorkersProbe({ holders: [{ holder: globalThis, name: 'Worker' }, { holder: builtin('worker_threads'), name: 'Worker' }], folder, prepare: handover.worker }),
    createBunNativeProbe(builtin('bun:ffi'), builtin('bun:sqlite'), folder),
    createBunModulesProbe(addPlugin, Bun.resolveSync, folder),
  ],
  [
    { event: 'env.read', reason: 'unavailable', detail: '`Bun.env` and `import.meta.env` cannot be replaced; `process.env` is seen' },
    { event: 'process.spawn', reason: 'unavailable', detail: 'what `Bun.$` starts is not seen' },
    { event: 'module.load', reason: 'unavailable', detail: '`Bun.plugin` cannot be replaced: a plugin of the application can supply other code for a module' },
  ],
  version,
  (verifier) => {
    installVerifiedLoad({ verifier, modules: builtin('module'), addPlugin, bun: Bun, read: host.read, process: nodeProcess })
  },
)

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError }
