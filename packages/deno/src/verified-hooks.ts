import { type Method, primordials, replace } from '@overt/core'
import { define, readOnce, type Verifier } from '@overt/surface'

const { apply } = primordials

/**
 * With a manifest, what a hook for loading of the application's has run: the text of a file that overt's own hook has verified goes on, and any other is code that no manifest lists, whatever URL it is given. So is what
 * Deno would read by itself, where the hook has asked nobody.
 *
 * @param isOwn whether a `data:` URL is overt's own
 */
export function watchLoadHooks(modules: object, verifier: Verifier, isOwn: (url: string) => boolean): void {
  replace(modules, 'registerHooks', (original): Method => ({
    registerHooks(this: unknown, hooks: unknown): unknown {
      if (typeof hooks !== 'object' || hooks === null) return apply(original, this, [hooks])
      const own = readOnce(hooks, ['resolve', 'load'])
      if (typeof own['load'] === 'function') define(own, 'load', answering(own['load'] as Method, verifier, isOwn))
      return apply(original, this, [own])
    },
  }).registerHooks)
}

const answering = (original: Method, verifier: Verifier, isOwn: (url: string) => boolean): Method => ({
  load(this: unknown, url: string, context: unknown, next: Method): unknown {
    let isVerified = false
    let source: unknown
    const asking = (asked: unknown, given: unknown): unknown => {
      const had = apply(next, undefined, [asked, given])
      if (typeof had !== 'object' || had === null) return had
      const fixed = readOnce(had, ['source'])
      isVerified = true
      source = fixed['source']
      return fixed
    }
    const answer = apply(original, this, [url, context, asking])
    if (typeof answer !== 'object' || answer === null) return answer
    const fixed = readOnce(answer, ['source', 'format'])
    if (!isOwn(url) && (!isVerified || fixed['source'] !== source)) verifier.unlisted(url)
    return fixed
  },
} as { load: Method }).load
