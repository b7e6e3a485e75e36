import { primordials } from '@overt/core'
import { packageOf } from './registries.ts'

const { getOwnPropertyDescriptor, keys, parse, SafeSet, setAdd, slice, startsWith } = primordials

/** The application's deno.json, as far as names of packages are concerned. One with comments (deno.jsonc) is not read. */
export interface DenoJson {
  /** What `imports` makes of a specifier; the specifier itself where it says nothing. */
  meaning(specifier: string): string
  /** The packages of npm and JSR that it names. */
  dependencies(): Set<string>
}

/** @param peek the text of a file; read when it is first needed */
export function createDenoJson(root: string, peek: (path: string) => string | undefined): DenoJson {
  let imports: object | undefined
  let dependencies: Set<string> | undefined

  function map(): object {
    imports ??= importsOf(peek(`${root}/deno.json`))
    return imports
  }

  const meaning = (specifier: string): string => {
    const said: unknown = getOwnPropertyDescriptor(map(), specifier)?.value
    return typeof said === 'string' ? said : specifier
  }

  return {
    meaning: (specifier) => (startsWith(specifier, 'npm:') || startsWith(specifier, 'jsr:') || startsWith(specifier, './') || startsWith(specifier, '../') ? specifier : meaning(specifier)),
    dependencies() {
      if (dependencies !== undefined) return dependencies
      dependencies = new SafeSet()
      const names = keys(map())
      for (let i = 0; i < names.length; i++) {
        const target = meaning(names[i] ?? '')
        if (startsWith(target, 'npm:') || startsWith(target, 'jsr:')) setAdd(dependencies, packageOf(slice(target, 4)))
      }
      return dependencies
    },
  }
}

function importsOf(text: string | undefined): object {
  try {
    const found: unknown = text === undefined ? undefined : parse(text)
    const imports: unknown = typeof found === 'object' && found !== null ? getOwnPropertyDescriptor(found, 'imports')?.value : undefined
    return typeof imports === 'object' && imports !== null ? imports : {}
  } catch {
    return {}
  }
}
