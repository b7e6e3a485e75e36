import process from 'node:process'

/** The number of this thread: 0 for the main thread. */
export function threadId(): number {
  // Node has loaded this module in every worker; in the main thread it has not, and need not for this.
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  if (!moduleLoadList.includes('NativeModule internal/worker')) return 0
  return worker().threadId
}

const worker = (): { readonly threadId: number } => process.getBuiltinModule('node:worker_threads')
