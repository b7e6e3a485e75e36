import type { Mode, Probe } from '@overt/core'
import type { NativeBinding } from './engine/native-binding.ts'
import { loaderProbe, type Manifest, type OpenHook, type Warm } from './loader/probe.ts'
import { isOfLoader } from './loader/own-reads.ts'
import { blobProbe } from './probes/open/blob.ts'
import { asGiven, neverUsed } from './probes/code/cached-data.ts'
import type { Handover } from './probes/children.ts'
import { createCodeProbe } from './probes/code/code.ts'
import { createEnvProbe } from './probes/environment/env.ts'
import { envFileProbe } from './probes/environment/env-file.ts'
import { createFileProbes } from './probes/files/probes.ts'
import { createFsProbe } from './probes/open/fs.ts'
import { createModuleCompileProbe } from './probes/code/module-compile.ts'
import { mute } from './probes/open/muted.ts'
import { bindingOf } from './probes/patch.ts'
import { createNativeProbe } from './probes/native/native.ts'
import { createWasmProbe } from './probes/code/wasm.ts'
import { createContextifyProbe, createVmProbe } from './probes/code/vm.ts'
import { parts } from './preload-parts.ts'
import { diagnosticsProbes } from './probes/diagnostics/probes.ts'
import { modulesProbes } from './probes/modules/probes.ts'
import { nativeProbes } from './probes/native/probes.ts'
import { childrenProbes, processProbes } from './probes/process/probes.ts'
import { networkProbes } from './probes/network/probes.ts'
import { sqliteProbes } from './probes/sqlite/probes.ts'
import { tamperProbes } from './probes/tamper/probes.ts'
import { workersProbes } from './probes/workers/probes.ts'

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
const yes = (): boolean => true
const no = (): boolean => false
const always = (probe: Probe): ListedProbe => ({ probe, needed: yes })
const whenWanted = (probe: Probe): ListedProbe => ({ probe, needed: no })

/** Every probe of this package. */
export function listProbes({ mode, native, log, manifest, warm, openHook, digest, opensAreWanted, unsealed, children }: ProbeParts): readonly ListedProbe[] {
  const claim = native?.claim ?? noClaim
  const cachedData = manifest !== undefined && mode === 'enforce' ? neverUsed : asGiven
  const runtimeScript = native?.runtimeScript ?? noScript
  // What calls a function that the application has put in place of the loader's own (`require.extensions`) is the other loader: a function of `fs` bound to a path shows no frame of its own.
  const loads = native === undefined || native.stackMissing() !== null ? undefined : (path: string, isText: boolean): boolean => isOfLoader(path) && native.runtimeLoads() && (isText || native.runtimeLoadsEsModule())
  // Where the stack does not tell, the loader has to say what it reads.
  const mutes = (): boolean => loads === undefined && opensAreWanted()
  return [
    { probe: createFsProbe(parts, log, loads), needed: () => log },
    whenWanted(blobProbe),
    ...createFileProbes({ filesFor: native?.filesFor, judgedFilesFor: native?.judgedFilesFor, judgedIsStep: loads === undefined ? undefined : native?.judgedIsStep, pathOfDescriptor: native?.pathOfDescriptor }).map(whenWanted),
    // Whoever listens: what an audited process starts is audited.
    ...childrenProbes(parts.processes, { handover: children, native }).map(always),
    ...workersProbes(parts.workers, children, (audit) => (manifest === undefined ? undefined : parts.loader().createWorkerHold({ mode, digest }, manifest, audit))).map(always),
    ...processProbes(parts.processes, runtimeScript).map(whenWanted),
    whenWanted(createEnvProbe(runtimeScript)),
    whenWanted(envFileProbe),
    ...networkProbes(parts, runtimeScript).map(whenWanted),
    whenWanted(createCodeProbe(native)),
    // Where packages are named, a name that the application gives to its code must not be taken for a file's.
    { probe: createVmProbe(claim, cachedData), needed: () => native !== undefined },
    whenWanted(createContextifyProbe(claim, runtimeScript, cachedData)),
    whenWanted(createModuleCompileProbe(native)),
    {
      probe: loaderProbe(parts.loader, { mode, manifest, warm, openHook, digest, mute, mutes, runtimeScript, bindingOf, unsealed }),
      needed: () => manifest !== undefined || openHook() !== undefined || mutes(),
    },
    // After the loader's probe: both patch `process.dlopen`, and this one is to be asked first.
    whenWanted(createNativeProbe(native?.digestOf)),
    ...nativeProbes(parts.native, native?.digestOf).map(whenWanted),
    ...diagnosticsProbes(parts.diagnostics, runtimeScript).map(whenWanted),
    ...sqliteProbes(parts.sqlite).map(whenWanted),
    whenWanted(createWasmProbe(digest, runtimeScript, native?.watchWasm)),
    ...modulesProbes(parts.modules).map(whenWanted),
    // After all that patch what they watch.
    ...tamperProbes(parts.tamper).map(whenWanted),
  ]
}
