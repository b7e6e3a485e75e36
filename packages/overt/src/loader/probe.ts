import type { Probe } from '@overt/core'
import { hasHooks } from '../captured.ts'
import type * as Part from './part.ts'
import type { LoaderParts } from './parts.ts'

export type { LoaderParts, Manifest, Mute, OpenHook, VerifiedRead } from './parts.ts'
export type { NativeVerifiedRead } from './manifest.ts'
export type { Warm } from './warm.ts'

/**
 * The loader's probe: `module.load`, verified open and the open hook. It is installed where somebody wants its events, where there is a manifest, and when an
 * open hook is set.
 *
 * @param part the code (../preload-parts.ts)
 * @param parts what it works with
 */
export function loaderProbe(part: () => typeof Part, parts: LoaderParts): Probe {
  return {
    events: ['module.load', 'open.verify'],
    // Node 20 only: what was loaded before has kept Node's own `fs.readFileSync`. Node's hooks can be set at any time.
    capturable: !hasHooks,
    bindings: [],
    install: (audit) => part().installLoader(parts, audit),
  }
}
