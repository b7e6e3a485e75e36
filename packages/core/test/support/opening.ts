import type { Operation } from '../../src/operation.ts'
import type { testThread } from './thread.ts'

/** The id of `fs.open`. */
export const open = 40

/** `fs.open` as an operation whose call is the path. */
export const openOperation = (thread: ReturnType<typeof testThread>, key?: (path: string) => string | undefined): Operation<string> =>
  thread.audit.operation<'fs.open', string>('fs.open', () => ({ path: (path) => path, flags: () => 0 }), key)
