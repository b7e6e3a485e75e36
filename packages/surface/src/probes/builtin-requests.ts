import { type Audit, primordials } from '@overt/core'

const { startsWith } = primordials

interface Request {
  readonly name: string
  readonly parent: string | undefined
}

/** Raises `module.builtin` before a builtin is handed out. @throws what refuses */
export type RaiseBuiltin = (name: string, parent: string | undefined) => void

export function createRaiseBuiltin(audit: Audit): RaiseBuiltin {
  const operation = audit.operation('module.builtin', () => ({ name: (call: Request) => call.name, parent: (call: Request) => call.parent }))
  return (name, parent) => {
    const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, { name: startsWith(name, 'node:') || startsWith(name, 'bun:') ? name : `node:${name}`, parent })
    if (refusal !== undefined) throw refusal.error
  }
}
