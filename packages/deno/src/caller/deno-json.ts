import { primordials } from '@overt/core'
import { packageOf } from './package-of.ts'

const { getOwnPropertyDescriptor, keys, parse, SafeSet, setAdd, slice, startsWith } = primordials

/** The application's deno.json, as far as names of packages are concerned. One with comments (deno.jsonc) is not read. */
export interface DenoJson {
  /** What `imports` makes of a specifier; the specifier itself where it says nothing. */
  meaning(specifier: string): string
  /** Whether modules of URLs are read from `vendor` beside it. */
  vendors(): boolean
  /** The packages of npm and JSR that it names. */
  dependencies(): Set<string>
}

/**
 * @param root the folder that it lies in, asked when it is first needed
 * @param peek the text of a file
 */
export function createDenoJson(root: () => string, peek: (path: string) => string | undefined): DenoJson {
  let json: object | undefined
  let dependencies: Set<string> | undefined

  function member(name: string): unknown {
    json ??= parsed(peek(`${root()}/deno.json`))
    return getOwnPropertyDescriptor(json, name)?.value
  }

  function map(): object {
    const imports = member('imports')
    return typeof imports === 'object' && imports !== null ? imports : {}
  }

  const meaning = (specifier: string): string => {
    const said: unknown = getOwnPropertyDescriptor(map(), specifier)?.value
    return typeof said === 'string' ? said : specifier
  }

  return {
    vendors: () => member('vendor') === true,
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

function parsed(text: string | undefined): object {
  try {
    const found: unknown = text === undefined ? undefined : parse(text)
    return typeof found === 'object' && found !== null ? found : {}
  } catch {
    return {}
  }
}
