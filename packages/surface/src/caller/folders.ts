import { primordials } from '@overt/core'

const { append, indexOf, lastIndexOf, slice, startsWith } = primordials

/** The folder that a path lies in; empty for the root. */
export const folderOf = (path: string): string => slice(path, 0, lastIndexOf(path, '/'))

/** Whether a path is a folder, or lies in it. */
export const within = (path: string, folder: string): boolean => path === folder || startsWith(path, `${folder}/`)

/** What stands between the slashes. */
export function partsOf(path: string): readonly string[] {
  const parts: string[] = []
  for (let start = 0; start <= path.length; ) {
    const end = indexOf(path, '/', start)
    append(parts, slice(path, start, end === -1 ? path.length : end))
    if (end === -1) break
    start = end + 1
  }
  return parts
}
