import { type Method, primordials, type Probe, replace } from '@overt/core'
import { type Connection, createRaiseConnection } from './connecting.ts'
import { define } from './read-once.ts'

const { apply, argumentAt, isArray, NumberCaptured } = primordials

/** What the probe needs of the runtime. */
export interface NodeNet {
  readonly net: { readonly Socket: { readonly prototype: object } }
  readonly program: string
  readonly folder: () => string
  readonly later: (work: () => void) => void
  /** Whether `net` looks names up by the public `dns.lookup`, which has a probe. */
  readonly looksUp: boolean
}

/** `net.connect` of everything in `node:net`, `node:tls`, `node:http` and what is built on them: all of it ends in `Socket.prototype.connect`. */
export const createNodeNetProbe = ({ net, program, folder, later, looksUp }: NodeNet): Probe => ({
  events: ['net.connect'],
  capturable: true,
  bindings: [],
  install(audit) {
    const connection = createRaiseConnection(audit, program, folder, looksUp)
    replace(net.Socket.prototype, 'connect', (original: Method): Method => ({
      connect(this: unknown): unknown {
        if (!connection.wanted()) return apply(original, this, arguments)
        const call = read(arguments)
        // What cannot be used is left to the platform's own error.
        const refusal = call === undefined ? undefined : connection.raise(call)
        if (refusal === undefined) return apply(original, this, arguments)
        // When whoever asked has it: `http` of Deno listens to the socket only then, and an error that nobody hears ends the process.
        later(() => {
          apply((this as { destroy: (error: unknown) => void }).destroy, this, [refusal.error])
        })
        return this
      },
    }).connect)
    return []
  },
})

/** `net` takes a text for a port where it is a number, else for the path of a pipe. */
const isPort = (text: string): boolean => NumberCaptured(text) >= 0

/** connect(options, done), connect(path, done), connect(port, host, done), and the list that `net` makes of them: each value is read once, and handed on as it was read. */
function read(given: IArguments): Connection | undefined {
  const first: unknown = given[0]
  if (isArray(first)) {
    const options = fixed(first[0])
    if (options === undefined) return undefined
    // `net` marks its own list by a symbol and reads it again: the object in it is what was read.
    ;(first as unknown[])[0] = options
    return connectionOf(options)
  }
  if (typeof first === 'object' && first !== null) {
    const options = fixed(first)
    given[0] = options
    return options === undefined ? undefined : connectionOf(options)
  }
  if (typeof first === 'string' && !isPort(first)) return { host: undefined, port: undefined, path: first }
  const host = argumentAt(given, 1)
  return { host: typeof host === 'string' ? host : 'localhost', port: NumberCaptured(first), path: undefined }
}

interface Options {
  readonly host?: unknown
  readonly port?: unknown
  readonly path?: unknown
  readonly family?: unknown
}

const create = Object.create as (prototype: object) => object

/** An object that inherits the options and has those that are judged as its own, so that they are what was judged. */
function fixed(options: unknown): Options | undefined {
  if (typeof options !== 'object' || options === null) return undefined
  const { host, port, path, family } = options as Options
  const copy = create(options)
  define(copy, 'host', host)
  define(copy, 'port', port)
  define(copy, 'path', path)
  define(copy, 'family', family)
  return copy
}

/** A path goes before host and port; without either nothing is connected: `TLSSocket` of Bun takes over a socket so. */
function connectionOf({ host, port, path, family }: Options): Connection | undefined {
  if (typeof path === 'string' && path !== '') return { host: undefined, port: undefined, path }
  if (port === undefined) return undefined
  return { host: typeof host === 'string' && host !== '' ? host : 'localhost', port: NumberCaptured(port), path: undefined, family: family === 4 || family === 6 ? family : 0 }
}
