import fs from 'node:fs'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import process from 'node:process'
import { optionsGiven } from './options-given.ts'

const modules = `${sep}node_modules${sep}`

/**
 * The folder that the application's own code is named by: the nearest above the main script with a package.json, else the working folder. What lies in a
 * `node_modules` of it is a dependency. Undefined where the working folder was removed: a program given by `--eval` runs there all the same, and nothing is named.
 *
 * It is the folder's real path, for that is what Node calls the modules in it: a service is often started through a link to its newest release, and the command of
 * a tool that is installed for all (`/usr/bin/npm`) is a link to its main script.
 *
 * A main script in a `node_modules` is a tool that runs the application, as `next start` does: the application is what that `node_modules` belongs to, and of
 * a workspace the package that the tool was started in. A tool that is installed for all (`/usr/lib/node_modules`) belongs to none, and is itself what runs.
 */
export function applicationRoot(): string | undefined {
  const [, script] = process.argv
  // What `--eval`, standard input and the code of a worker have there is an argument, or no file.
  if (script === undefined || !isAbsolute(script) || (process as { readonly _eval?: string })._eval !== undefined) return workingFolder()
  // Asked before links are followed: a tool may be a link to another folder, in the `node_modules` of the application that it runs.
  const owner = ownerOf(script)
  if (owner !== undefined) return owner
  const real = realPath(script)
  return ownerOf(real) ?? nearest(real) ?? dirname(real)
}

/** The application whose `node_modules` a script lies in. */
function ownerOf(script: string): string | undefined {
  const at = script.indexOf(modules)
  if (at === -1) return undefined
  const folder = realPath(script.slice(0, at) || sep)
  if (!hasManifest(folder)) return undefined
  const working = workingFolder()
  return working?.startsWith(folder === sep ? sep : folder + sep) === true && !working.includes(modules) ? (nearest(working) ?? folder) : folder
}

/** The nearest folder with a package.json: a path's own where it is a folder (`node .`), else above it. */
function nearest(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (hasManifest(folder)) return folder
    if (dirname(folder) === folder) return undefined
  }
}

const hasManifest = (folder: string): boolean => fs.existsSync(join(folder, 'package.json'))

/** As Node calls what a path names; of a script that is given without its extension, the folder is real. */
function realPath(path: string): string {
  if (optionsGiven().includes('--preserve-symlinks-main')) return path
  for (const [folder, name] of [[path, ''], [dirname(path), basename(path)]] as const) {
    try {
      return join(fs.realpathSync.native(folder), name)
    } catch {
      // It is not there by this name.
    }
  }
  return path
}

function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
