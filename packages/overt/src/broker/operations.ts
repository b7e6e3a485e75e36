import { basename } from 'node:path'
import type { Audit, Refusal } from '@overt/core'
import { canonical } from './canonical.ts'
import type { Request } from './request.ts'

/** Raises what a request asks for, and answers why it is refused. */
export type Judge = (request: Request) => string | undefined

const write = 1
const create = 0o100

/**
 * Deno's permissions as events. What is asked for as a whole (`value` is null) has no field; `run` as a whole is refused, for Deno then asks for the program by
 * name, and the program is what rules look at.
 *
 * @param unaudited called with the reason where what is started can be a Deno without the broker
 */
export function createJudge(audit: Audit, unaudited: (detail: string) => void): Judge {
  const path = ({ pid, value }: Request): string | undefined => (value === null ? undefined : canonical(value, pid))
  const text = ({ value }: Request): string | undefined => value ?? undefined
  const open = audit.operation('fs.open', () => ({
    path,
    flags: ({ permission }: Request) => (permission === 'read' ? 0 : write | create),
    access: ({ permission }: Request) => (permission === 'read' ? 'read' : 'write'),
    create: ({ permission }: Request) => permission !== 'read',
  }))
  const link = audit.operation('fs.link', () => ({ path }))
  const read = audit.operation('env.read', () => ({ name: text }))
  const list = audit.operation('env.list', () => ({}))
  const connect = audit.operation('net.connect', () => ({ host: (request: Request) => endpoint(request).host, port: (request: Request) => endpoint(request).port, protocol: () => 'tcp', initiated: () => true }))
  const spawn = audit.operation('process.spawn', () => ({ file: text, command_line: text, args: (request: Request) => (request.value === null ? undefined : [request.value]) }))
  const ffi = audit.operation('ffi.open', () => ({ path }))
  const info = audit.operation('os.info', () => ({ what: text }))
  const load = audit.operation('module.load', () => ({ path: text, specifier: text }))

  function raised(request: Request): Refusal | undefined {
    const { permission, value } = request
    switch (permission) {
      case 'read':
      case 'write':
        // Deno asks for all of both where a symbolic link is made.
        return value === null ? audit.raise(link, request) : audit.raise(open, request)
      case 'env':
        return value === null ? audit.raise(list, request) : audit.raise(read, request)
      case 'net':
        return audit.raise(connect, request)
      case 'run':
        if (value !== null && /^deno(?:\.exe)?$/i.test(basename(value))) unaudited(`\`${value}\`: a deno that is started without this process's environment asks no broker`)
        return audit.raise(spawn, request)
      case 'ffi':
        return audit.raise(ffi, request)
      case 'sys':
        return audit.raise(info, request)
      case 'import':
        return audit.raise(load, request)
      default:
        return { error: new Error(`the permission \`${permission}\` is not known to this version of overt`), hook: false }
    }
  }

  return (request) => {
    if (request.permission === 'run' && request.value === null) return 'a program is asked for by its name'
    const refusal = raised(request)
    if (refusal === undefined) return undefined
    return refusal.error instanceof Error ? refusal.error.message : 'refused by overt'
  }
}

/** `host:port`, `[address]:port`, or a host alone. */
function endpoint({ value }: Request): { readonly host: string | undefined; readonly port: number | undefined } {
  const found = /^\[?(.*?)\]?(?::(\d+))?$/.exec(value ?? '')
  return { host: found?.[1] === '' ? undefined : found?.[1], port: found?.[2] === undefined ? undefined : Number(found[2]) }
}
