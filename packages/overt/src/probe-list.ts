import type { Mode, Probe } from '@overt/core'
import type { NativeBinding } from './engine/native-binding.ts'
import { createLoaderProbe, type Manifest, type OpenHook } from './loader/load.ts'
import { ownsDescriptor, ownsPath } from './output/own.ts'
import { blobProbe } from './probes/blob.ts'
import type { Handover } from './probes/children.ts'
import { createCodeProbe } from './probes/code.ts'
import { dnsProbe } from './probes/dns.ts'
import { createEnvProbe } from './probes/env.ts'
import { createFsProbe } from './probes/fs.ts'
import { mute } from './probes/muted.ts'
import { netProbe } from './probes/net.ts'
import { createProcessProbe } from './probes/process.ts'

/** What probes need besides the audit. */
export interface ProbeParts {
  readonly mode: Mode
  /** Undefined where the engine is not the native one. */
  readonly native: NativeBinding | undefined
  /** Whether the record goes to a file, which nothing but overt may change. */
  readonly log: boolean
  readonly manifest: Manifest | undefined
  readonly openHook: () => OpenHook | undefined
  readonly digest: (bytes: Uint8Array) => string
  /** What the processes get that this one starts. */
  readonly children: Handover
}

/** A probe, and whether it is needed whoever listens. */
export interface ListedProbe {
  readonly probe: Probe
  readonly needed: () => boolean
}

const noScript = (): string => ''
const whenWanted = (probe: Probe): ListedProbe => ({ probe, needed: () => false })

/** Every probe of this package. */
export function listProbes({ mode, native, log, manifest, openHook, digest, children }: ProbeParts): readonly ListedProbe[] {
  return [
    { probe: createFsProbe(log ? { ownsDescriptor, ownsPath } : undefined), needed: () => log },
    whenWanted(blobProbe),
    // Whoever listens: a child of an audited process is audited.
    { probe: createProcessProbe(children), needed: () => true },
    whenWanted(createEnvProbe(native?.runtimeScript ?? noScript)),
    whenWanted(netProbe),
    whenWanted(dnsProbe),
    whenWanted(createCodeProbe(native)),
    { probe: createLoaderProbe({ mode, manifest, openHook, digest, mute }), needed: () => manifest !== undefined || openHook() !== undefined },
  ]
}
