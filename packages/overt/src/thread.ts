import process from 'node:process'
import { primordials } from '@overt/core'

/** The number of this thread: 0 for the main thread. */
export function threadId(): number {
  // Node has loaded this module in every worker; in the main thread it has not, and need not for this.
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  if (!moduleLoadList.includes('NativeModule internal/worker')) return 0
  return worker().threadId
}

/** Whether this is Node's own thread for what `module.register` names; never on Node 20, which does not tell. */
export const isHookThread = (): boolean => worker().isInternalThread === true

/**
 * Whether a hook of `module.registerHooks` that asks for the next step ends what is loaded in this thread: Node 22 has neither `loadSync` nor `resolveSync` in its thread
 * for `module.register` (`node --require` of one line that registers such a hook shows it).
 */
export const hooksFailHere = (): boolean => primordials.startsWith(process.versions.node, '22.') && isHookThread()

const worker = (): { readonly threadId: number; readonly isInternalThread?: boolean } => process.getBuiltinModule('node:worker_threads')
