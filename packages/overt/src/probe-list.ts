import type { Mode, Probe } from '@overt/core'
import type { NativeBinding } from './engine/native-binding.ts'
import { createLoaderProbe, createWorkerHold, type Manifest, type OpenHook, type Warm } from './loader/load.ts'
import { isOfLoader } from './loader/own-reads.ts'
import { holdsRecord, overwritesRecord, ownsDescriptor, ownsPath } from './output/own.ts'
import { acceptProbe } from './probes/network/accept.ts'
import { blobProbe } from './probes/open/blob.ts'
import { asGiven, neverUsed } from './probes/code/cached-data.ts'
import type { Handover } from './probes/children.ts'
import { createCodeProbe } from './probes/code/code.ts'
import { builtinModuleProbe } from './probes/modules/builtin-module.ts'
import { createCryptoEngineProbe } from './probes/native/crypto-engine.ts'
import { datagramProbe } from './probes/network/datagram.ts'
import { dnsProbe } from './probes/network/dns.ts'
import { createEnvProbe } from './probes/environment/env.ts'
import { envFileProbe } from './probes/environment/env-file.ts'
import { isProgram } from './probes/process/command.ts'
import { createExecveProbe } from './probes/process/execve.ts'
import { ffiProbe } from './probes/native/ffi.ts'
import { createFileProbes } from './probes/files/probes.ts'
import { createFsProbe } from './probes/open/fs.ts'
import { httpClientProbe } from './probes/network/http-client.ts'
import { http2Probe } from './probes/network/http2.ts'
import { inspectorProbe } from './probes/diagnostics/inspector.ts'
import { listenProbe } from './probes/network/listen.ts'
import { createModuleCompileProbe } from './probes/code/module-compile.ts'
import { moduleHookProbe } from './probes/modules/module-hook.ts'
import { mute } from './probes/open/muted.ts'
import { createNativeProbe } from './probes/native/native.ts'
import { netProbe } from './probes/network/net.ts'
import { createOsProbe, priorityProbe } from './probes/process/os.ts'
import { createProcessProbe } from './probes/process/process.ts'
import { processStateProbe } from './probes/process/process-state.ts'
import { reportProbe } from './probes/diagnostics/report.ts'
import { resolveProbe } from './probes/network/resolve.ts'
import { signalProbe } from './probes/process/signals.ts'
import { sqliteProbe } from './probes/sqlite/sqlite.ts'
import { stackProbe, tamperProbe } from './probes/tamper/probe.ts'
import { tlsProbe } from './probes/network/tls.ts'
import { uncaughtProbe } from './probes/diagnostics/uncaught.ts'
import { createUndiciProbe } from './probes/network/undici.ts'
import { createV8Probe } from './probes/diagnostics/v8.ts'
import { wasiProbe } from './probes/native/wasi.ts'
import { createWasmProbe } from './probes/code/wasm.ts'
import { createWorkerProbe } from './probes/workers/worker.ts'
import { webWorkerProbe } from './probes/workers/web-worker.ts'
import { createContextifyProbe, createVmProbe } from './probes/code/vm.ts'

/** What probes need besides the audit. */
export interface ProbeParts {
  readonly mode: Mode
  /** Undefined where the engine is not the native one. */
  readonly native: NativeBinding | undefined
  /** Whether the record goes to a file, which nothing but overt may change. */
  readonly log: boolean
  readonly manifest: Manifest | undefined
  readonly warm: Warm | undefined
  readonly openHook: () => OpenHook | undefined
  readonly digest: (bytes: Uint8Array) => string
  /** Whether anybody listens to `fs.open` now. */
  readonly opensAreWanted: () => boolean
  /** Says that addons are opened by their path, and why. */
  readonly unsealed: (why: string) => void
  /** What the processes get that this one starts. */
  readonly children: Handover
}

/** A probe, and whether it is needed whoever listens. */
export interface ListedProbe {
  readonly probe: Probe
  readonly needed: () => boolean
}

const noScript = (): string => ''
const noClaim = (): void => undefined
const whenWanted = (probe: Probe): ListedProbe => ({ probe, needed: () => false })

/** Every probe of this package. */
export function listProbes({ mode, native, log, manifest, warm, openHook, digest, opensAreWanted, unsealed, children }: ProbeParts): readonly ListedProbe[] {
  const claim = native?.claim ?? noClaim
  const cachedData = manifest !== undefined && mode === 'enforce' ? neverUsed : asGiven
  const runtimeScript = native?.runtimeScript ?? noScript
  const loads = native === undefined || native.stackMissing() !== null ? undefined : (path: string): boolean => isOfLoader(path) && native.runtimeLoads()
  // Where the stack does not tell, the loader has to say what it reads.
  const mutes = (): boolean => loads === undefined && opensAreWanted()
  return [
    { probe: createFsProbe(log ? { ownsDescriptor, ownsPath, holdsRecord, overwritesRecord } : undefined, loads), needed: () => log },
    whenWanted(blobProbe),
    ...createFileProbes({ filesFor: native?.filesFor, judgedFilesFor: native?.judgedFilesFor, pathOfDescriptor: native?.pathOfDescriptor }).map(whenWanted),
    // Whoever listens: what an audited process starts is audited.
    { probe: createProcessProbe(children, native?.isProgram ?? isProgram, native?.shellCommands), needed: () => true },
    { probe: createExecveProbe(children, native?.isProgram ?? isProgram, native?.shellCommands), needed: () => true },
    { probe: createWorkerProbe(children, (audit) => (manifest === undefined ? undefined : createWorkerHold({ mode, digest }, manifest, audit))), needed: () => true },
    { probe: webWorkerProbe, needed: () => true },
    whenWanted(signalProbe),
    whenWanted(processStateProbe),
    whenWanted(priorityProbe),
    whenWanted(createOsProbe(runtimeScript)),
    whenWanted(createEnvProbe(runtimeScript)),
    whenWanted(envFileProbe),
    whenWanted(netProbe),
    whenWanted(listenProbe),
    whenWanted(acceptProbe),
    whenWanted(datagramProbe),
    whenWanted(dnsProbe),
    whenWanted(resolveProbe),
    // In this order: `http2` loads `http`, which takes the client's class from its module then.
    whenWanted(httpClientProbe),
    whenWanted(http2Probe),
    whenWanted(createUndiciProbe(runtimeScript)),
    whenWanted(tlsProbe),
    whenWanted(createCodeProbe(native)),
    // Where packages are named, a name that the application gives to its code must not be taken for a file's.
    { probe: createVmProbe(claim, cachedData), needed: () => native !== undefined },
    whenWanted(createContextifyProbe(claim, runtimeScript, cachedData)),
    whenWanted(createModuleCompileProbe(native?.runtimeScript)),
    {
      probe: createLoaderProbe({ mode, manifest, warm, openHook, digest, mute, mutes, runtimeScript, unsealed }),
      needed: () => manifest !== undefined || openHook() !== undefined || mutes(),
    },
    // After the loader's probe: both patch `process.dlopen`, and this one is to be asked first.
    whenWanted(createNativeProbe(native?.digestOf)),
    whenWanted(createCryptoEngineProbe(native?.digestOf)),
    whenWanted(ffiProbe),
    whenWanted(inspectorProbe),
    whenWanted(sqliteProbe),
    whenWanted(wasiProbe),
    whenWanted(createV8Probe(runtimeScript)),
    whenWanted(reportProbe),
    whenWanted(uncaughtProbe),
    whenWanted(createWasmProbe(digest, runtimeScript, native?.watchWasm)),
    whenWanted(builtinModuleProbe),
    whenWanted(moduleHookProbe),
    // After all that patch what they watch.
    whenWanted(tamperProbe),
    whenWanted(stackProbe),
  ]
}
