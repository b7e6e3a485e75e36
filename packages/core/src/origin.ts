import { append, getOwnPropertyDescriptor, isArray, parse } from './primordials.ts'

/** The package that began an operation which goes on after its frames have left the stack, as a connection does. */
export interface Origin {
  readonly name: string
  readonly version: string | undefined
  readonly path: string | undefined
  readonly chain: readonly string[]
  readonly direct: boolean
  /** As the record shows it. */
  readonly json: string
}

/** Reads what {@link Platform.caller} answered; undefined where it named no package. */
export function originOf(json: string): Origin | undefined {
  const named = parse(json) as object
  const name = own(named, 'name')
  if (typeof name !== 'string') return undefined
  const chain: string[] = []
  const packages = own(named, 'chain')
  if (isArray(packages)) {
    for (let i = 0; i < packages.length; i++) {
      const one = packages[i]
      if (typeof one === 'string') append(chain, one)
    }
  }
  return { name, version: text(own(named, 'version')), path: text(own(named, 'path')), chain, direct: own(named, 'direct') === true, json }
}

/** The object was just parsed, but a member that it lacks would be looked up on `Object.prototype`. */
const own = (holder: object, key: string): unknown => getOwnPropertyDescriptor(holder, key)?.value as unknown

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
