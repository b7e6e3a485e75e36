import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * The file that a path of another process leads to, as far as it exists: links followed, so that a rule about a file sees it under every name. `/proc/self` is
 * that process's and not ours.
 */
export function canonical(path: string, pid: number): string {
  const own = path.replace(/^\/proc\/(?:self|thread-self)(?=\/|$)/, `/proc/${String(pid)}`)
  return real(own.startsWith('/') ? resolve(own) : resolve(`/proc/${String(pid)}/cwd`, own))
}

/** What does not exist yet lies in a folder that may. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    return folder === path ? path : join(real(folder), basename(path))
  }
}
