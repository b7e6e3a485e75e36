import { OvertError } from '@overt/core'
import { cached } from './cache.ts'
import type { Locked } from './packages.ts'
import { tarballFiles } from './tarball.ts'

/** What came of a package. Paths are below its folder. */
export interface Compared extends Pick<Locked, 'name' | 'version' | 'place' | 'hasInstallScript'> {
  /** `no_integrity`: the lock file promises nothing of it (git, a folder, a tarball by URL). `not_installed`: it is optional and not there. */
  readonly state: 'matches' | 'differs' | 'not_cached' | 'no_integrity' | 'not_installed'
  /** Files that the tarball has otherwise. */
  readonly changed: readonly string[]
  /** Files of the tarball that are not there. */
  readonly missing: readonly string[]
  /** Files that the tarball does not have: made by an install script, or by whoever came after. */
  readonly added: readonly string[]
}

/** The digests of the tree, by path below the root. */
export type Tree = ReadonlyMap<string, string>

/**
 * Compares what is installed with the tarballs that the lock file's integrities name, in npm's cache; nothing is fetched.
 *
 * @param digest BLAKE3, as the tree has it
 * @throws {OvertError} `OVERT_READ` where what was promised is no tarball
 */
export function compare(locked: readonly Locked[], tree: Tree, cache: string, digest: (bytes: Uint8Array) => string): readonly Compared[] {
  const installed = byPackage(tree, new Set(locked.map(({ place }) => place)))
  return locked.map((one) => {
    const { name, version, place, hasInstallScript } = one
    const files = installed.get(place)
    const found = (state: Compared['state'], lists: Partial<Compared> = {}): Compared => ({ name, version, place, hasInstallScript, state, changed: [], missing: [], added: [], ...lists })
    if (files === undefined && one.optional) return found('not_installed')
    if (one.integrity === undefined) return found('no_integrity')
    const tarball = cached(cache, one.integrity)
    if (tarball === undefined) return found('not_cached')
    const [changed, missing]: [string[], string[]] = [[], []]
    const promised = unpacked(one, tarball)
    for (const [path, bytes] of promised) {
      const there = files?.get(path)
      if (there === undefined) missing.push(path)
      else if (there !== digest(bytes)) changed.push(path)
    }
    const added = [...(files?.keys() ?? [])].filter((path) => !promised.has(path))
    return found(changed.length + missing.length > 0 ? 'differs' : 'matches', { changed, missing, added })
  })
}

/** What a lock file promises can be anything that has the hash. */
function unpacked({ name, version, place }: Locked, tarball: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    return tarballFiles(tarball)
  } catch (error) {
    throw new OvertError('OVERT_READ', `what the lock file promises of \`${name}@${version}\` in \`${place}\` is no tarball: ${error instanceof Error ? error.message : String(error)}; look who gave the lock file that integrity, and restore it`)
  }
}

/** The files of each package: those below its folder that are below no other package's. */
function byPackage(tree: Tree, places: ReadonlySet<string>): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const files = new Map<string, Map<string, string>>()
  for (const [path, digest] of tree) {
    for (let end = path.lastIndexOf('/'); end !== -1; end = path.lastIndexOf('/', end - 1)) {
      const place = path.slice(0, end)
      if (!places.has(place)) continue
      const own = files.get(place) ?? new Map<string, string>()
      files.set(place, own.set(path.slice(end + 1), digest))
      break
    }
  }
  return files
}
