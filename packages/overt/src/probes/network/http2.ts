import { type Audit, authorityOf, type Gap, type HttpRequest, type Operation, primordials, requestOperation } from '@overt/core'
import { type Method, raised, replace } from '../patch.ts'
import { kept } from '../kept.ts'
import { getBuiltinModule, promisified } from '../../captured.ts'

const { apply, assign, defineProperty, getPrototypeOf, isArray, StringCaptured, then } = primordials

/**
 * `http.request` for `http2`: `request` of a client's session. Its class is nowhere to be had but from a session, and every session comes from `connect`. A refusal is thrown to whoever asked, as the runtime says that a session is closed.
 */
export function installHttp2(audit: Audit): readonly Gap[] {
  const operation = requestOperation(audit)
  let patched = false
  const seen = (session: unknown): unknown => {
    if (patched || typeof session !== 'object' || session === null) return session
    patched = replace(getPrototypeOf(session) as object, 'request', (original) => requesting(audit, operation, original, sensitiveHeaders))
    return session
  }
  const http2 = getBuiltinModule('node:http2')
  const { sensitiveHeaders } = http2
  replace(http2, 'connect', (original) => {
    const { connect } = {
      connect(this: unknown): unknown {
        return seen(apply(original, this, arguments))
      },
    }
    // `util.promisify(connect)` calls the original from within.
    const promised = (original as unknown as Readonly<Record<symbol, unknown>>)[promisified]
    if (typeof promised === 'function') {
      const value = { connect(this: unknown): unknown { return then(apply(promised as Method, this, arguments), seen) } }.connect
      defineProperty(connect, promisified, { __proto__: null, value } as PropertyDescriptor)
    }
    return connect
  })
  return []
}

function requesting(audit: Audit, operation: Operation<HttpRequest>, original: Method, sensitiveHeaders: symbol): Method {
  return {
    request(this: unknown, headers: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const fields = { __proto__: null } as unknown as Record<string, string>
      if (isArray(headers)) {
        const copy: unknown[] = []
        for (let i = 0; i < headers.length; i++) primordials.append(copy, headers[i])
        // Which of them must not be kept in tables that a later request could be compared with (RFC 7541, 7.1.3).
        const sensitive = (headers as unknown as Readonly<Record<symbol, unknown>>)[sensitiveHeaders]
        if (sensitive !== undefined) defineProperty(copy, sensitiveHeaders, { __proto__: null, value: sensitive, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
        arguments[0] = copy
        for (let i = 0; i + 1 < copy.length; i += 2) note(fields, copy[i], copy[i + 1])
      } else if (headers === undefined || (typeof headers === 'object' && headers !== null)) {
        const copy = assign({ __proto__: null }, headers) as Record<string, unknown>
        if (headers !== undefined) arguments[0] = copy
        const names = primordials.keys(copy)
        for (let i = 0; i < names.length; i++) note(fields, names[i], copy[names[i] ?? ''])
      }
      const scheme = fields[':scheme'] === undefined ? textOf(kept(this as object, 'protocol')) : fields[':scheme'] + ':'
      const { host, port } = authorityOf(fields[':authority'] ?? fields['host'] ?? textOf(kept(this as object, 'authority')), scheme)
      raised(audit, operation, { method: fields[':method'] ?? 'GET', scheme, host, port, path: fields[':path'] ?? '/', protocol: 'http2', userAgent: fields['user-agent'] })
      return apply(original, this, arguments)
    },
  }.request
}

function note(fields: Record<string, string>, name: unknown, value: unknown): void {
  if (typeof name === 'string' && typeof value !== 'symbol' && value !== undefined && value !== null) fields[primordials.toLowerCase(name)] = typeof value === 'string' ? value : StringCaptured(value)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
