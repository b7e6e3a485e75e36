import { primordials, unusable } from '@overt/core'
import { isAbsolute } from './absolute.ts'
import { holdApplicationHooks } from './application-hooks.ts'
import type { LoadResult } from './hook-results.ts'
import { pathOf } from './hooks.ts'
import { loadOf } from './operation.ts'
import type { Requests } from './requests.ts'
import { bytesOf, moduleTextOf } from './source.ts'
import { type Supply, wantsBytes } from './supply.ts'
import { registerHooks } from '../captured.ts'

const { startsWith } = primordials

type Load = (url: string, context: { readonly format?: string | null | undefined }) => LoadResult
const register = registerHooks as (hooks: { readonly load: Load }) => unknown

/**
 * The load hook for a thread in which no next step can be asked for (`hooksFailHere`, ../captured.ts), with a manifest in enforce: it answers with listed bytes. Of a file
 * of which only Node would find out the format, in its text, there is no answer, so that is refused.
 */
export function installLoadAlone(supply: Supply, requests: Requests): void {
  register({
    load(url, { format }) {
      if (startsWith(url, 'node:')) return { __proto__: null, format: 'builtin', source: null, shortCircuit: true } as unknown as LoadResult
      const path = pathOf(url)
      const source = supply.load(loadOf(path, format ?? undefined, requests.take(url)), isAbsolute(path))
      if (source === undefined || format === undefined || format === null) {
        throw unusable('OVERT_MANIFEST', `\`${path}\` cannot be loaded in the thread for \`module.register\`: Node 22 says there neither what it is nor what it holds; use a name in .mjs, or \`module.registerHooks\``)
      }
      return { __proto__: null, format, source: wantsBytes(format) ? bytesOf(source) : moduleTextOf(source), shortCircuit: true } as unknown as LoadResult
    },
  })
  if (supply.check !== undefined) holdApplicationHooks(supply.check, pathOf)
}
