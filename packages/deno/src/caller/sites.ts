import { primordials } from '@overt/core'

const { apply, captureStackTrace, deleteProperty, ErrorCaptured, getOwnPropertyDescriptor, getPrototypeOf, reflectDefineProperty, reflectGet } = primordials

/** A frame as V8 tells it (<https://v8.dev/docs/stack-trace-api>), read by V8's own methods. */
export interface Site {
  /** The name of its script, or what a comment `sourceURL` in it says instead. Of Deno's `getFileName` nothing is used: it follows source maps, which anybody can write. */
  readonly name: string | null
  readonly line: number | null
  readonly isEval: boolean
  /** It is not on the stack: it waits for what is. */
  readonly isAsync: boolean
  readonly isWasm: boolean
}

/** Frames that are read: those of Deno and of overt are seldom more than a dozen. */
const most = 100

type Method = (...given: never[]) => unknown
type Methods = Readonly<Record<(typeof names)[number], Method>>

const names = ['getScriptNameOrSourceURL', 'getLineNumber', 'getFunction', 'isEval', 'isAsync'] as const

/**
 * How the stack is read: `Error.captureStackTrace`, while `Error.prepareStackTrace` is overt's own. Both properties are the application's, and are put back; where they cannot be
 * set, the stack cannot be told. Nothing of the application runs.
 */
export function createSites(): () => readonly Site[] | undefined {
  let methods: Methods | undefined

  function capture(): readonly object[] | undefined {
    const prepare = getOwnPropertyDescriptor(ErrorCaptured, 'prepareStackTrace')
    const limit = getOwnPropertyDescriptor(ErrorCaptured, 'stackTraceLimit')
    let taken: readonly object[] | undefined
    const ours = { prepare: (_: unknown, sites: readonly object[]): string => ((taken = sites), '') }.prepare
    const isSet = set('prepareStackTrace', ours) && set('stackTraceLimit', most)
    try {
      if (isSet) {
        const holder = {}
        captureStackTrace(holder)
        // V8 asks for the text when it is read.
        reflectGet(holder, 'stack')
      }
    } finally {
      restore('prepareStackTrace', prepare)
      restore('stackTraceLimit', limit)
    }
    return taken
  }

  return () => {
    const sites = capture()
    if (sites === undefined || sites[0] === undefined) return undefined
    methods ??= methodsOf(sites[0])
    if (methods === undefined) return undefined
    const { getScriptNameOrSourceURL, getLineNumber, getFunction, isEval, isAsync } = methods
    const read: Site[] = []
    for (let i = 0; i < sites.length; i++) {
      const site = sites[i]
      const name = apply(getScriptNameOrSourceURL, site, [])
      const line = apply(getLineNumber, site, [])
      primordials.append(read, {
        name: typeof name === 'string' ? name : null,
        line: typeof line === 'number' ? line : null,
        isEval: apply(isEval, site, []) === true,
        isAsync: apply(isAsync, site, []) === true,
        isWasm: typeof apply(getFunction, site, []) === 'number',
      })
    }
    return read
  }
}

/**
 * The methods of frames, read when the first one is: V8 has them so that nobody can change or remove them, so they are its own whenever that is, and a start does not read the stack for them (two million
 * instructions). Undefined where one could have been changed.
 */
function methodsOf(site: object): Methods | undefined {
  const prototype = getPrototypeOf(site)
  const found = { __proto__: null } as unknown as Record<string, Method>
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? names[0]
    const descriptor = prototype === null ? undefined : getOwnPropertyDescriptor(prototype, name)
    if (descriptor?.configurable !== false || descriptor.writable !== false || typeof descriptor.value !== 'function') return undefined
    found[name] = descriptor.value as Method
  }
  return found as Methods
}

const set = (name: string, value: unknown): boolean => reflectDefineProperty(ErrorCaptured, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)

function restore(name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) deleteProperty(ErrorCaptured, name)
  else reflectDefineProperty(ErrorCaptured, name, { __proto__: null, ...descriptor } as PropertyDescriptor)
}
