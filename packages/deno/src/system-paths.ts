import { primordials } from '@overt/core'
import type { PathOfDescriptor } from '@overt/surface'
import { granted } from './granted.ts'

const { numberToString, startsWith } = primordials

/**
 * The path of an open file as Linux tells it below `/proc`, which Deno lets nobody read who has not been granted everything: undefined then, and on other systems. Nothing here asks a
 * person for a permission.
 */
export function createPathOfDescriptor(): PathOfDescriptor {
  const { readLinkSync } = Deno
  return (descriptor) => {
    const path = `/proc/self/fd/${numberToString(descriptor)}`
    try {
      const found = granted('read', path) ? readLinkSync(path) : ''
      return startsWith(found, '/') ? found : undefined
    } catch {
      return undefined
    }
  }
}

/** The folder that temporary files are made in where none is named; undefined where Deno may not look the variable up that names it. */
export function createTemporaryFolder(): () => string | undefined {
  const { env } = Deno
  const { get } = env
  return () => {
    if (!granted('env', 'TMPDIR')) return undefined
    const named = primordials.apply(get, env, ['TMPDIR'])
    return named === undefined || named === '' ? '/tmp' : named
  }
}
