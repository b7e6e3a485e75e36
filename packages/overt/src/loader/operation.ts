import { type Audit, type Operation, primordials } from '@overt/core'
import type { Request } from './requests.ts'

const { endsWith } = primordials

/**
 * One module that is about to be loaded.
 *
 * INVARIANT: every property is the object's own, if undefined: what is absent would be looked up on `Object.prototype`, where the application can set it.
 */
export interface Load {
  /** Absolute path, or the URL where it is no file. */
  readonly path: string
  readonly specifier: string | undefined
  readonly parent: string | undefined
  /** As Node's loader names it. */
  readonly format: string | undefined
  readonly dynamic: boolean | undefined
  readonly size: number | undefined
  readonly digest: string | undefined
}

/** What is asked for, before its content is known. */
export const loadOf = (path: string, format: string | undefined, request: Request | undefined): Load => ({
  path,
  specifier: request?.specifier,
  parent: request?.parent,
  format,
  dynamic: request?.dynamic,
  size: undefined,
  digest: undefined,
})

/** The operation of `module.load`. */
export function loadOperation(audit: Audit): Operation<Load> {
  return audit.operation('module.load', () => ({
    path: (load: Load) => load.path,
    specifier: (load: Load) => load.specifier,
    format: (load: Load) => formatOf(load.format),
    parent: (load: Load) => load.parent,
    size: (load: Load) => load.size,
    digest: (load: Load) => load.digest,
    dynamic: (load: Load) => load.dynamic,
  }))
}

/** The schema's name of a format: every kind of TypeScript is `typescript`. */
const formatOf = (format: string | undefined): string | undefined => (format !== undefined && endsWith(format, 'typescript') ? 'typescript' : format)
