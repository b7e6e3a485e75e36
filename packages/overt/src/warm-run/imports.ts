import Module from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Known } from '../loader/warm/layout.ts'
import { same } from '../loader/warm/require-table.ts'

interface Context {
  readonly parentURL?: string
  readonly conditions: readonly string[]
  readonly importAttributes?: object
}
interface Result {
  readonly url: string
  readonly format?: string | null
}
type Resolve = (specifier: string, context: Context, next: (specifier: string, context: Context) => Result) => Result

const { registerHooks } = Module as unknown as { readonly registerHooks?: (hooks: { readonly resolve: Resolve }) => unknown }

/** Writes down how `import` resolves below the root, on a Node that has hooks; the members are filled while the application runs. */
export function recordImports(root: string): Pick<Known, 'conditions' | 'urls' | 'modules'> {
  const conditions: string[] = []
  const urls: [string, string | null][] = []
  const modules: Record<string, (string | number)[]> = {}
  const prefix = `${pathToFileURL(root).href}/`
  const numbers = new Map<string, number>()

  function note(specifier: string, { parentURL = '', conditions: asked }: Context, { url, format }: Result): void {
    const builtin = url.startsWith('node:')
    if (!parentURL.startsWith(prefix) || !(builtin || url.startsWith(prefix)) || /[?#]/.test(url + parentURL)) return
    if (conditions.length === 0) conditions.push(...asked)
    if (!same(asked, conditions)) return
    const key = `${url} ${format ?? ''}`
    const number = numbers.get(key) ?? urls.push([builtin ? url : url.slice(prefix.length), format ?? null]) - 1
    numbers.set(key, number)
    const row = (modules[parentURL.slice(prefix.length)] ??= [])
    // What was asked for again may mean something else by now: the last answer counts.
    const at = row.indexOf(specifier)
    if (at === -1) row.push(specifier, number)
    else row[at + 1] = number
  }

  registerHooks?.({
    resolve(specifier, context, next) {
      const result = next(specifier, context)
      if (context.importAttributes !== undefined) note(specifier, context, result)
      return result
    },
  })
  return { conditions, urls, modules }
}
