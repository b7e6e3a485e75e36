import { primordials } from '@overt/core'
import type { WorkerStart } from '@overt/surface'

const { hasOwn, quote, startsWith } = primordials
const encode = encodeURIComponent
const URLCaptured = URL
const StringCaptured = String

/**
 * Has a worker load this file before its own module: Deno has no option for that, so the worker's module is one that imports both, in this order. A worker that
 * may not read them, or whose permissions are its own, starts as it was asked for, unaudited, and that is said.
 *
 * @param preload the URL of this file
 * @param unaudited called with the reason
 */
export function createWorkerStart(preload: string, unaudited: (detail: string) => void): (start: WorkerStart) => WorkerStart {
  const { permissions } = Deno
  const readable = (url: URL): boolean => url.protocol !== 'file:' || permissions.querySync({ name: 'read', path: decodeURIComponent(url.pathname) }).state === 'granted'
  return (start) => {
    const { file, options } = start
    let url: URL
    try {
      url = new URLCaptured(StringCaptured(file))
    } catch {
      // A path of `node:worker_threads`, code, or what Deno itself refuses.
      unaudited(`the worker \`${StringCaptured(file)}\` is started without the preload`)
      return start
    }
    if (hasOwn(options, 'deno') || !readable(url) || !readable(new URLCaptured(preload))) {
      unaudited(`the worker \`${url.href}\` is started without the preload: its permissions are its own, or do not reach the preload`)
      return start
    }
    if (startsWith(url.href, 'blob:')) return start
    return { file: `data:text/javascript,${encode(`import ${quote(preload)}\nimport ${quote(url.href)}\n`)}`, options }
  }
}
