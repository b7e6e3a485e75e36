import { primordials } from '@overt/core'
import { type Application, createApplication } from '@overt/surface'

const { lastIndexOf, slice, startsWith } = primordials

/**
 * The application, where it may have been started through a link (to its newest release, say): then Deno calls its modules as they were asked for, and packages by their real path. Both are taken as the real one.
 *
 * @param root as the main module names it
 * @param real its real path
 * @param peek a file's text; undefined where there is none, or it may not be read
 * @param more dependencies that another file than its package.json names
 */
export function createLinkedApplication(root: string, real: string, peek: (path: string) => string | undefined, more?: Set<string>): Application {
  const application = createApplication(real, peek, more)
  if (real === root) return application
  const [link, target] = differing(root, real)
  const named = (file: string): string => (startsWith(file, `${link}/`) ? target + slice(file, link.length) : file)
  return { owner: (file) => application.owner(named(file)), shown: (file) => application.shown(named(file)) }
}

/** Two paths without the folders that both end with, which lie below the link. */
function differing(one: string, other: string): readonly [string, string] {
  const [cut, otherCut] = [lastIndexOf(one, '/'), lastIndexOf(other, '/')]
  return cut > 0 && otherCut > 0 && slice(one, cut) === slice(other, otherCut) ? differing(slice(one, 0, cut), slice(other, 0, otherCut)) : [one, other]
}
