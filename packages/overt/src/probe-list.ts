import type { Mode, Probe } from '@overt/core'
import type { NativeBinding } from './engine/native-binding.ts'
import { createLoaderProbe, type Manifest, type OpenHook, type Warm } from './loader/load.ts'
import { isOfLoader } from './loader/own-reads.ts'
import { holdsRecord, overwritesRecord, ownsDescriptor, ownsPath } from './output/own.ts'
import { acceptProbe } from './probes/accept.ts'
import { blobProbe } from './probes/blob.ts'
import { asGiven, neverUsed } from './probes/cached-data.ts'
import type { Handover } from './probes/children.ts'
import { createCodeProbe } from './probes/code.ts'
import { builtinModuleProbe } from './probes/builtin-module.ts'
import { createCryptoEngineProbe } from './probes/crypto-engine.ts'
import { datagramProbe } from './probes/datagram.ts'
import { dnsProbe } from './probes/dns.ts'
import { createEnvProbe } from './probes/env.ts'
import { envFileProbe } from './probes/env-file.ts'
import { createExecveProbe } from './probes/execve.ts'
import { ffiProbe } from './probes/ffi.ts'
import { createFileProbes } from './probes/files/probes.ts'
import { createFsProbe } from './probes/fs.ts'
import { httpClientProbe } from './probes/http-client.ts'
import { http2Probe } from './probes/http2.ts'
import { inspectorProbe } from './probes/inspector.ts'
import { listenProbe } from './probes/listen.ts'
import { createModuleCompileProbe } from './probes/module-compile.ts'
import { moduleHookProbe } from './probes/module-hook.ts'
import { mute } from './probes/muted.ts'
import { createNativeProbe } from './probes/native.ts'
import { netProbe } from './probes/net.ts'
import { createOsProbe, priorityProbe } from './probes/os.ts'
import { createProcessProbe } from './probes/process.ts'
import { processStateProbe } from './probes/process-state.ts'
import { reportProbe } from './probes/report.ts'
import { resolveProbe } from './probes/resolve.ts'
import { signalProbe } from './probes/signals.ts'
import { sqliteProbe } from './probes/sqlite.ts'
import { stackProbe, tamperProbe } from './probes/tamper/probe.ts'
import { tlsProbe } from './probes/tls.ts'
import { uncaughtProbe } from './probes/uncaught.ts'
import { createUndiciProbe } from './probes/undici.ts'
import { createV8Probe } from './probes/v8.ts'
import { wasiProbe } from './probes/wasi.ts'
import { createWasmProbe } from './probes/wasm.ts'
import { createWorkerProbe } from './probes/worker.ts'
import { createContextifyProbe, createVmProbe } from './probes/vm.ts'

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
export function listProbes({ mode, native, log, manifest, warm, openHook, digest, opensAreWanted, children }: ProbeParts): readonly ListedProbe[] {
  const claim = native?.claim ?? noClaim
  const cachedData = manifest !== undefined && mode === 'enforce' ? neverUsed : asGiven
  const runtimeScript = native?.runtimeScript ?? noScript
  const loads = native === undefined || native.stackMissing() !== null ? undefined : (path: string): boolean => isOfLoader(path) && native.runtimeLoads()
  // Where the stack does not tell, the loader has to say what it reads.
  const mutes = (): boolean => loads === undefined && opensAreWanted()
  return [
    { probe: createFsProbe(log ? { ownsDescriptor, ownsPath, holdsRecord, overwritesRecord } : undefined, loads), needed: () => log },
    whenWanted(blobProbe),
    ...createFileProbes({ filesFor: native?.filesFor, pathOfDescriptor: native?.pathOfDescriptor }).map(whenWanted),
    // Whoever listens: what an audited process starts is audited.
    { probe: createProcessProbe(children, native?.isProgram), needed: () => true },
    { probe: createExecveProbe(children), needed: () => true },
    { probe: createWorkerProbe(children), needed: () => true },
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
      probe: createLoaderProbe({ mode, manifest, warm, openHook, digest, mute, mutes }),
      needed: () => manifest !== undefined || openHook() !== undefined || mutes(),
    },
    // After the loader's probe: both patch `process.dlopen`, and this one is to be asked first.
    whenWanted(createNativeProbe(native?.digestOf)),
    whenWanted(createCryptoEngineProbe(mode, native?.digestOf)),
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
