import { normalPath } from '@overt/core'
import type { Host } from './host.ts'

const isWindowsPath = (path: string): boolean => /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)

/** A path of the launcher's, absolute. */
export const resolvePath = (host: Host, path: string): string => (isWindowsPath(path) ? path : normalPath(path, () => host.folder()))

/** The folder that a file lies in. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))
