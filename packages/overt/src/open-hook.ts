import { type AddingHook, originOfHook, OvertError, requireFunction, type ThreadAudit } from '@overt/core'

/**
 * Sees the absolute path of a file that is about to run. What it returns runs instead of the file's own content; `undefined` leaves it. With a manifest in
 * enforce, what it returns must be the bytes that the manifest lists. What it throws refuses the file.
 */
export type OpenHook = (path: string) => string | Uint8Array | undefined

/** The open hook of one thread. */
export interface OpenHookSlot {
  /** The hook as it is now; what the loader asks. */
  current(): OpenHook | undefined
  /** `setOpenHook` of the API. */
  set(hook: OpenHook): void
}

/** @param changed called when the hook is set, so that the loader is patched */
export function createOpenHook(audit: ThreadAudit, changed: () => void): OpenHookSlot {
  const setting = audit.operation('open_hook.set', () => ({ origin: (call: AddingHook) => call.origin }))
  let current: OpenHook | undefined
  return {
    current: () => current,
    set(hook) {
      requireFunction(hook, 'an open hook')
      if (current !== undefined) throw new OvertError('OVERT_OPEN_HOOK', 'the open hook of this thread is set already; it is set once')
      if (setting.wanted !== 0) {
        const refusal = audit.raise(setting, { origin: originOfHook(hook) })
        if (refusal !== undefined) throw refusal.error
        // A hook that was asked may have set one itself.
        if (current !== undefined) throw new OvertError('OVERT_OPEN_HOOK', 'the open hook of this thread was set meanwhile; it is set once')
      }
      current = hook
      changed()
    },
  }
}

