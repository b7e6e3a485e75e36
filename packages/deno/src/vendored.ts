import { primordials } from '@overt/core'

const { charCodeAt, indexOf, lastIndexOf, slice, startsWith } = primordials

/**
 * Where Deno keeps the module of a URL below the application's root (`"vendor": true` in deno.json): `vendor/HOST/PATH`, with scheme and port in the name of the host where they are
 * not the usual ones. Undefined for a URL whose name there Deno makes of a hash (with a query, for one), or that is none of http.
 */
export function vendoredPath(root: string, url: string): string | undefined {
  const secure = startsWith(url, 'https://')
  if (!secure && !startsWith(url, 'http://')) return undefined
  const rest = slice(url, secure ? 8 : 7)
  const slash = indexOf(rest, '/')
  if (slash <= 0) return undefined
  const host = slice(rest, 0, slash)
  const path = slice(rest, slash)
  if (!isPlain(path)) return undefined
  const colon = lastIndexOf(host, ':')
  if (indexOf(host, '[') !== -1 || indexOf(host, '@') !== -1) return undefined
  const name = colon === -1 ? (secure ? host : `http_${host}`) : `${secure ? 'https' : 'http'}_${slice(host, 0, colon)}_${slice(host, colon + 1)}`
  return `${root}/vendor/${name}${path}`
}

/** A path of names of files that say what is in them: letters, digits and `@._-`, no name that is empty or begins with a dot, and an ending. */
function isPlain(path: string): boolean {
  let dot = -1
  for (let i = 0; i < path.length; i++) {
    const unit = charCodeAt(path, i)
    const previous = i === 0 ? 0 : charCodeAt(path, i - 1)
    if (unit === 0x2f) dot = -1
    else if (unit === 0x2e) {
      if (previous === 0x2f) return false
      dot = i
    } else if (!((unit >= 0x30 && unit <= 0x39) || (unit >= 0x40 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || unit === 0x2d || unit === 0x5f)) return false
    if (unit === 0x2f && previous === 0x2f) return false
  }
  return dot !== -1 && dot < path.length - 1
}
