/**
 * The file that a loader is reading at this moment. The loader raises `module.load` for it, so its own reading is not an `fs.open` as well.
 *
 * Nothing but one reading of exactly this path is left out: what a termination (a vm timeout) leaves set here hides no other operation.
 */
export const loading: { path: string | undefined } = { path: undefined }

/** What a loader works with. */
export const mute = {
  begin(path: string): void {
    loading.path = path
  },
  end(): void {
    loading.path = undefined
  },
}

/** Whether an opening for reading is the loader's own; it is that only once. */
export function isLoading(path: string, flags: number): boolean {
  if (flags !== 0 || path !== loading.path) return false
  loading.path = undefined
  return true
}
