import { primordials } from '@overt/core'

const { indexOf, lastIndexOf, slice, toLowerCase } = primordials

/** Loaders of Bun that take text. */
export type Loader = 'js' | 'jsx' | 'ts' | 'tsx'

/** What Bun makes of a file by the end of its name: code for one of its loaders, a value, or the path alone. */
export type Kind = { readonly code: Loader } | { readonly value: 'json' | 'jsonc' | 'yaml' | 'toml' | 'text' } | { readonly addon: true } | { readonly path: true }

const code = (loader: Loader): Kind => ({ code: loader })
const value = (form: 'json' | 'jsonc' | 'yaml' | 'toml' | 'text'): Kind => ({ value: form })

/** https://bun.com/docs/bundler/loaders; what is not listed there is an asset, whose module is its path. */
const kinds: Readonly<Record<string, Kind>> = {
  __proto__: null as never,
  '': code('tsx'),
  '.js': code('js'),
  '.cjs': code('js'),
  '.mjs': code('js'),
  '.jsx': code('jsx'),
  '.ts': code('ts'),
  '.cts': code('ts'),
  '.mts': code('ts'),
  '.tsx': code('tsx'),
  '.json': value('json'),
  '.jsonc': value('jsonc'),
  '.yaml': value('yaml'),
  '.yml': value('yaml'),
  '.toml': value('toml'),
  '.txt': value('text'),
  '.node': { addon: true },
}

/** The end of a file's name, from its last dot on. */
export function extensionOf(path: string): string {
  const name = slice(path, lastIndexOf(path, '/') + 1)
  const dot = lastIndexOf(name, '.')
  return dot <= 0 ? '' : toLowerCase(slice(name, dot))
}

export const kindOf = (path: string): Kind => kinds[extensionOf(path)] ?? { path: true }

/** A module's file: `?query` makes another module of the same file. */
export function fileOf(module: string): string {
  const query = indexOf(module, '?')
  return query === -1 ? module : slice(module, 0, query)
}
