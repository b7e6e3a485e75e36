import { type Audit, type Operation, primordials, type Probe } from '@overt/core'

const { append, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy
const StringCaptured = String

interface Code {
  readonly code: string
  readonly kind: string
}

type Constructor = new (...given: never[]) => object

/** One function of each kind, whose constructor makes code of text. */
const kinds = [
  { kind: 'function', head: 'function', sample: function () { /* only its constructor matters */ } },
  { kind: 'async_function', head: 'async function', sample: async function () { /* only its constructor matters */ } },
  { kind: 'generator', head: 'function*', sample: function* () { /* only its constructor matters */ } },
  { kind: 'async_generator', head: 'async function*', sample: async function* () { /* only its constructor matters */ } },
] as const

/**
 * `code.eval` by `Function` and its kin. `eval` cannot be replaced: a direct `eval` would lose its scope; that is a gap. The text is what V8 compiles, as on
 * Node.
 *
 * @param global the object whose `Function` is replaced
 */
export const createFunctionProbe = (global: object): Probe => ({
  events: ['code.eval'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = audit.operation(
      'code.eval',
      () => ({ code: (call: Code) => call.code, length: (call: Code) => call.code.length, kind: (call: Code) => call.kind }),
      (call) => call.kind + ':' + call.code,
    )
    for (let i = 0; i < kinds.length; i++) {
      const one = kinds[i]
      if (one === undefined) continue
      const prototype = getPrototypeOf(one.sample) as { readonly constructor: Constructor }
      const wrapped = compiling(audit, operation, prototype.constructor, one.kind, one.head)
      defineProperty(prototype, 'constructor', { __proto__: null, ...getOwnPropertyDescriptor(prototype, 'constructor'), value: wrapped } as PropertyDescriptor)
      if (one.kind === 'function') defineProperty(global, 'Function', { __proto__: null, ...getOwnPropertyDescriptor(global, 'Function'), value: wrapped } as PropertyDescriptor)
    }
    return [{ event: 'code.eval', reason: 'unavailable', detail: '`eval` itself is not seen here: replacing it would take its scope; `Function` and its kin are' }]
  },
})

function compiling(audit: Audit, operation: Operation<Code>, original: Constructor, kind: string, head: string): Constructor {
  const wrapped: Constructor = new ProxyCaptured(original, {
    __proto__: null,
    apply: (_target: Constructor, _self: unknown, given: readonly unknown[]): object => made(given, undefined),
    construct: (_target: Constructor, given: readonly unknown[], newTarget: unknown): object => made(given, newTarget as Constructor),
  } as ProxyHandler<Constructor>)

  function made(given: readonly unknown[], newTarget: Constructor | undefined): object {
    const maker = newTarget === undefined || newTarget === wrapped ? original : newTarget
    if (operation.wanted === 0) return construct(original, given, maker) as object
    // Each is made a string once, so that what is compiled is what was judged.
    const texts: string[] = []
    let parameters = ''
    for (let i = 0; i < given.length; i++) {
      const text = StringCaptured(given[i])
      append(texts, text)
      if (i < given.length - 1) parameters += i === 0 ? text : ',' + text
    }
    const code = `(${head} anonymous(${parameters}\n) {\n${texts[texts.length - 1] ?? ''}\n})`
    const refusal = audit.raise(operation, { code, kind })
    if (refusal !== undefined) throw refusal.error
    return construct(original, texts, maker) as object
  }
  return wrapped
}
