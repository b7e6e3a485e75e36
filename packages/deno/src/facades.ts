import { primordials } from '@overt/core'

const { indexOf, keys, quote, slice } = primordials
const encode = encodeURIComponent
const decodeUri = decodeURIComponent
const test = Function.prototype.call.bind(RegExp.prototype.test) as (pattern: RegExp, text: string) => boolean
const identifier = /^[A-Za-z_$][\w$]*$/

/**
 * Builtins whose named exports Deno took from the originals before any preload ran: `import { lookup } from 'node:dns'` would get round a probe that replaced
 * the property. An import of one of these gets a module that exports what the properties are now.
 */
const names = ['child_process', 'dns', 'dns/promises', 'fs', 'fs/promises', 'http', 'https', 'inspector', 'inspector/promises', 'module', 'net', 'os', 'process', 'sqlite', 'tls', 'v8', 'vm', 'wasi', 'worker_threads'] as const

/** The text of a module that {@link facadeOf} made. */
export const facadeSource = (url: string): string => decodeUri(slice(url, indexOf(url, ',') + 1))

/** A module in place of a builtin, as a URL; undefined for a builtin that needs none. */
export function facadeOf(url: string, builtin: (name: string) => object | undefined): string | undefined {
  const name = slice(url, indexOf(url, ':') + 1)
  let found = false
  for (let i = 0; i < names.length; i++) found ||= names[i] === name
  const holder = found ? builtin(name) : undefined
  if (holder === undefined) return undefined
  let source = `import builtin from ${quote(url)}\nexport default builtin\n`
  const properties = keys(holder)
  for (let i = 0; i < properties.length; i++) {
    const property = properties[i] ?? ''
    if (property !== 'default' && test(identifier, property)) source += `const _${i} = builtin[${quote(property)}]\nexport { _${i} as ${property} }\n`
  }
  return 'data:text/javascript,' + encode(source)
}
