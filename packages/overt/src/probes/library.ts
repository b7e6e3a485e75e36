import { type Audit, type Operation, primordials } from '@overt/core'
import { absolute } from './path.ts'
import { platform } from '../captured.ts'

const { indexOf } = primordials

/** The BLAKE3 of a file; undefined where there is no native engine to read it. */
export type DigestOf = ((path: string) => string | null) | undefined

/** A library, by the name that the system's loader gets. */
export interface Library {
  readonly name: string
}

/** A name without a slash is looked up among the system's libraries, and is no path. */
const isPath = (name: string): boolean => indexOf(name, '/') !== -1 || (platform === 'win32' && indexOf(name, '\\') !== -1)

/** Where a library lies: absolute, or its bare name, which the system looks up. */
export const pathOfLibrary = (name: string): string => (isPath(name) ? absolute(name) : name)

/** The operation that every way of loading native code for good raises. */
export const nativeOperation = (audit: Audit, digestOf: DigestOf): Operation<Library> =>
  audit.operation('module.native', () => ({
    path: (call: Library) => pathOfLibrary(call.name),
    digest: (call: Library) => (isPath(call.name) ? (digestOf?.(absolute(call.name)) ?? undefined) : undefined),
  }))
