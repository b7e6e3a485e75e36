import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseListening, listOf, optionsAt, type Place, type RaiseListening, settledAt } from '@overt/surface'
import { whenPropertyIsRead } from '../lazy.ts'

const { apply, hasOwn, NumberCaptured, StringCaptured } = primordials

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
    const tcp = (original: Method): Method => starting(listening, original, (given) => listening.listen(placeOf(given, undefined)))
    replace(deno, 'listen', tcp)
    replace(deno, 'listenTls', tcp)
    replace(deno, 'listenDatagram', (original) => starting(listening, original, (given) => listening.bind(placeOf(given, undefined))))
    whenPropertyIsRead(deno, 'serve', () => {
      // serve(options), serve(handler), serve(options, handler)
      replace(deno, 'serve', (original) => starting(listening, original, (given) => listening.listen(placeOf(given, portOfServe))))
    })
    return []
  },
})

/** Each option is read once, and handed on as it was read. */
function placeOf(given: unknown[], usual: number | undefined): Place {
  const options = optionsAt(given, 0, usual === undefined ? ['hostname', 'path', 'port', 'transport'] : ['hostname', 'port'])
  const { transport } = options
  // `Deno.serve` looks for a path of the object's own, whatever else there is; the others at the transport.
  const isPipe = usual === undefined ? transport === 'unix' || transport === 'unixpacket' : hasOwn(options, 'path')
  if (isPipe) return { host: undefined, port: undefined, path: StringCaptured(settledAt(options, 'path', StringCaptured)) }
  return { host: (settledAt(options, 'hostname', StringCaptured) as string | undefined) ?? anyAddress, port: (settledAt(options, 'port', NumberCaptured) as number | undefined) ?? usual, path: undefined }
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
