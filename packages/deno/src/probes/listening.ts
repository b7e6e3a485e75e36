import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseListening, listOf, optionsAt, type Place, type RaiseListening } from '@overt/surface'
import { whenPropertyIsRead } from '../lazy.ts'

const { apply, NumberCaptured, StringCaptured } = primordials

/** What Deno takes where nothing is named. */
const anyAddress = '0.0.0.0'
const portOfServe = 8000

/** `net.bind` and `net.listen` of `Deno.listen`, `Deno.listenTls` and `Deno.serve`; `net.bind` of `Deno.listenDatagram`. What is sent by such a socket is not seen. */
export const createDenoListeningProbe = (deno: object, folder: () => string): Probe => ({
  events: ['net.bind', 'net.listen'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const listening = createRaiseListening(audit, folder)
    const tcp = (original: Method): Method => starting(listening, original, (given) => listening.listen(placeOf(given, 0, undefined)))
    replace(deno, 'listen', tcp)
    replace(deno, 'listenTls', tcp)
    replace(deno, 'listenDatagram', (original) => starting(listening, original, (given) => listening.bind(placeOf(given, 0, undefined))))
    whenPropertyIsRead(deno, 'serve', () => {
      // serve(options), serve(handler), serve(options, handler)
      replace(deno, 'serve', (original) => starting(listening, original, (given) => listening.listen(placeOf(given, 0, portOfServe))))
    })
    return []
  },
})

/** Each option is read once, and handed on as it was read. */
function placeOf(given: unknown[], at: number, usual: number | undefined): Place {
  const { hostname, path, port, transport } = optionsAt(given, at, ['hostname', 'path', 'port', 'transport'])
  if (transport === 'unix' || transport === 'unixpacket' || (transport === undefined && path !== undefined && port === undefined)) return { host: undefined, port: undefined, path: StringCaptured(path) }
  return { host: hostname === undefined ? anyAddress : StringCaptured(hostname), port: port === undefined ? usual : NumberCaptured(port), path: undefined }
}

const starting = (listening: RaiseListening, original: Method, judge: (given: unknown[]) => ReturnType<RaiseListening['listen']>): Method => ({
  listen(this: unknown): unknown {
    if (!listening.wanted()) return apply(original, this, arguments)
    const given = listOf(arguments)
    const refusal = judge(given)
    if (refusal !== undefined) throw refusal.error
    return apply(original, this, given)
  },
}).listen
