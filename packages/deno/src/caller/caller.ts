import { type Caller, type NoName, primordials } from '@overt/core'
import { type Application, callerOf, type Frame } from '@overt/surface'
import type { Disguises } from './disguises.ts'
import type { Registries } from './registries.ts'
import type { Site } from './sites.ts'

const { append, startsWith } = primordials

/** What naming packages needs. */
export interface Naming {
  readonly sites: () => readonly Site[] | undefined
  readonly disguises: Disguises
  readonly registries: Registries
  /** The URL of overt's own script. */
  readonly own: string
  /** The path of a `file:` URL; undefined for any other name. */
  readonly pathOf: (name: string) => string | undefined
  readonly application: () => Application
}

/** Whose code asks, by V8's stack as Deno lets it be read (docs/design/attribution.md). */
export function createCaller({ sites, disguises, registries, own, pathOf, application }: Naming): () => Caller {
  let made: Application | undefined
  const theApplication = (): Application => (made ??= application())

  /** What a frame is; undefined for the runtime's and overt's own. */
  function frameOf({ name, line, isEval, isWasm }: Site): Frame | undefined {
    if (isEval) return nothing('eval')
    // A function of the language itself: `map`, `sort`.
    if (name === null) return line === null ? undefined : nothing('unknown')
    if (isWasm) return nothing('unknown')
    if (disguises.lost !== undefined) return nothing(disguises.lost)
    const path = pathOf(name)
    if (disguises.isTaken(name, path)) return nothing('claimed')
    if (name === own || startsWith(name, 'ext:') || startsWith(name, 'node:')) return undefined
    const owner = registries.owner(path ?? name)
    if (owner !== undefined) return { kind: 'package', owner, path: path ?? name }
    return path === undefined ? nothing('unknown') : { kind: 'file', path }
  }

  function frames(): readonly Frame[] | NoName {
    const stack = sites()
    if (stack === undefined) return 'unavailable'
    const found: Frame[] = []
    for (let i = 0; i < stack.length; i++) {
      const site = stack[i]
      if (site === undefined || site.isAsync) break
      const frame = frameOf(site)
      if (frame !== undefined) append(found, frame)
    }
    return found
  }

  return () => callerOf(frames(), theApplication)
}

const nothing = (reason: NoName): Frame => ({ kind: 'nothing', reason })
