import type { Audit, Readers } from '@overt/core'

/** Says before the application compiles a script under this name that the name proves nothing. */
export type Claim = (name: string) => void

/** What is about to be compiled. */
interface Compiling {
  readonly code: string
  readonly path: string | undefined
  readonly kind: 'script' | 'function' | 'module' | 'commonjs'
  readonly cachedData: boolean
}

const fields = (): Readers<'code.compile', Compiling> => ({
  code: (call: Compiling) => call.code,
  path: (call: Compiling) => call.path,
  kind: (call: Compiling) => call.kind,
  cached_data: (call: Compiling) => call.cachedData,
})

/**
 * What every form of compiling does first: claim the name, then raise `code.compile`.
 *
 * @throws what refuses
 */
export function createBeforeCompile(audit: Audit, claim: Claim): (code: string, path: string | undefined, kind: Compiling['kind'], cachedData: unknown) => void {
  const operation = audit.operation('code.compile', fields)
  return (code, path, kind, cachedData) => {
    if (path !== undefined) claim(path)
    if (operation.wanted === 0) return
    const refusal = audit.raise(operation, { code, path, kind, cachedData: cachedData !== undefined })
    if (refusal !== undefined) throw refusal.error
  }
}
