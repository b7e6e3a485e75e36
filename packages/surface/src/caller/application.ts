import { primordials } from '@overt/core'
import { folderOf, partsOf, within } from './folders.ts'
import { own, packageJson, type PackageJson, textOf } from './package-json.ts'

const { indexOf, keys, slice, startsWith, lastIndexOf, SafeSet, setAdd, setHas } = primordials

/** Whom a file belongs to (crates/integrity/src/package/identity.rs answers the same on Node). */
export interface Owner {
  readonly name: string
  readonly version: string | undefined
  /** Whether the application itself names it as a dependency, or it is the application. */
  readonly direct: boolean
}

/** The application whose files are named. */
export interface Application {
  /** Whom a file belongs to, an absolute normal path; undefined where it belongs to no package. */
  owner(file: string): Owner | undefined
  /** A file as a record shows it: below the root relative to it, else whole. */
  shown(file: string): string
}

const dependencyKinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const

/**
 * @param root where the application's own package.json lies, without a slash at the end
 * @param peek a file's text; undefined where there is none, or it may not be read
 * @param more dependencies that another file than its package.json names
 */
export function createApplication(root: string, peek: (path: string) => string | undefined, more?: Set<string>): Application {
  const json = (folder: string): PackageJson | undefined => packageJson(peek, folder)
  const named = dependenciesOf(json(root))
  const isDirect = (name: string): boolean => setHas(named, name) || (more !== undefined && setHas(more, name))
  const project = projectOf(root, (folder) => peek(`${folder}/pnpm-workspace.yaml`) !== undefined || own(json(folder), 'workspaces') !== undefined)
  const known = { __proto__: null } as unknown as Record<string, { readonly owner: Owner | undefined } | undefined>

  /** A file of the application: of the nearest package.json with a name, up to the project's top folder. */
  function source(directory: string): Owner | undefined {
    for (let folder = directory; within(folder, project); folder = folderOf(folder)) {
      const found = json(folder)
      const name = textOf(found, 'name')
      if (name !== undefined && name !== '') return { name, version: textOf(found, 'version'), direct: folder === root || isDirect(name) }
      if (folder === '') break
    }
    // Neither says a name: it is called as npm calls a project that is given none.
    const name = slice(root, lastIndexOf(root, '/') + 1)
    return name !== '' && within(directory, root) ? { name, version: undefined, direct: true } : undefined
  }

  function find(directory: string): Owner | undefined {
    const place = placeOf(directory)
    if (place === undefined) return source(directory)
    // A `node_modules` somewhere else, in a temporary folder say, proves nothing about a name.
    if (place.name === '' || !(within(project, place.above) || within(place.above, project))) return undefined
    return { name: place.name, version: textOf(json(place.folder), 'version'), direct: isDirect(place.name) }
  }

  return {
    owner(file) {
      const directory = folderOf(file)
      return (known[directory] ??= { owner: find(directory) }).owner
    },
    shown: (file) => (startsWith(file, `${root}/`) ? slice(file, root.length + 1) : file),
  }
}

function dependenciesOf(json: PackageJson | undefined): Set<string> {
  const found = new SafeSet()
  for (let i = 0; i < dependencyKinds.length; i++) {
    const named = own(json, dependencyKinds[i] ?? '')
    if (typeof named !== 'object' || named === null) continue
    const names = keys(named)
    for (let j = 0; j < names.length; j++) setAdd(found, names[j] ?? '')
  }
  return found
}

/** The outermost folder above that is a workspace's; else the root. */
function projectOf(root: string, isWorkspace: (folder: string) => boolean): string {
  let project = root
  for (let folder = root; ; folder = folderOf(folder)) {
    if (isWorkspace(folder)) project = folder
    if (folder === '') return project
  }
}

/** The package of the innermost `node_modules`: `name` is empty where a directory lies in none of its packages. `above` holds the outermost one. */
function placeOf(directory: string): { readonly above: string; readonly folder: string; readonly name: string } | undefined {
  const first = indexOf(`${directory}/`, '/node_modules/')
  if (first === -1) return undefined
  const last = lastIndexOf(`${directory}/`, '/node_modules/')
  const modules = slice(directory, 0, last + '/node_modules'.length)
  const parts = partsOf(slice(directory, modules.length + 1))
  const [scope = '', package_ = ''] = [parts[0], parts[1]]
  const above = slice(directory, 0, first)
  // A hidden folder (`.deno`, `.pnpm`, `.bin`) is none: its packages lie in a further `node_modules`.
  const name = startsWith(scope, '@') ? (package_ === '' ? '' : `${scope}/${package_}`) : startsWith(scope, '.') ? '' : scope
  return { above, folder: `${modules}/${name}`, name }
}
