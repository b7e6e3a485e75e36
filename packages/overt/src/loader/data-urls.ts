import { primordials } from '@overt/core'
import { urlMadeByModuleLoader } from './callers.ts'
import { loadOf } from './operation.ts'
import type { Source } from './source.ts'
import type { Supply } from './supply.ts'
import { bufferFrom, decodeURIComponentCaptured } from '../captured.ts'

const { apply, defineProperty, endsWith, indexOf, slice, startsWith } = primordials

type Parse = (...given: never[]) => unknown

/**
 * Node 20: code that is in its URL (`import('data:...')`). The loader of ES modules reads nothing for it, but makes a URL of what it is about to load, with a function
 * that it looks up in a binding at each call. The property is locked: a function of the application's in its place could do without Node's.
 *
 * @param binding `process.binding('url')`
 * @returns whether it is seen
 */
export function patchDataUrls(supply: Supply, binding: object | undefined): boolean {
  const original = (binding as { readonly parse?: Parse } | undefined)?.parse
  if (binding === undefined || original === undefined) return false
  const { parse } = {
    parse(this: unknown, href: string): unknown {
      // As the loader has it, which is after a first parsing: lower case, nothing before it.
      if (typeof href === 'string' && startsWith(href, 'data:') && supply.active() && urlMadeByModuleLoader(parse)) {
        supply.load(loadOf(href, undefined, undefined), false, false, contentOf(href))
      }
      return apply(original, this, arguments)
    },
  }
  defineProperty(binding, 'parse', { __proto__: null, value: parse, writable: false, enumerable: true, configurable: false } as PropertyDescriptor)
  return true
}

/** What Node runs of such a URL; undefined where it refuses the URL. */
function contentOf(href: string): Source | undefined {
  const comma = indexOf(href, ',')
  if (comma === -1) return undefined
  let end = indexOf(href, '#')
  if (end === -1) end = href.length
  const query = indexOf(href, '?')
  if (query !== -1 && query < end) end = query
  try {
    const text = decodeURIComponentCaptured(slice(href, comma + 1, end))
    return { text: undefined, bytes: bufferFrom(text, endsWith(slice(href, 0, comma), ';base64') ? 'base64' : 'utf8') }
  } catch {
    return undefined
  }
}
