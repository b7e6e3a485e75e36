import fs from 'node:fs'
import { dirname, join, sep } from 'node:path'
import process from 'node:process'

const modules = `${sep}node_modules${sep}`

/**
 * The folder that the application's own code is named by: the nearest above the main script with a package.json, else the working folder. What lies in a
 * `node_modules` of it is a dependency. Undefined where the working folder was removed: a program given by `--eval` runs there all the same, and nothing is named.
 *
 * A main script in a `node_modules` is a tool that runs the application, as `next start` does: the application is what that `node_modules` belongs to, and of
 * a workspace the package that the tool was started in. A tool that is installed for all (`/usr/lib/node_modules`) belongs to none, and is itself what runs.
 */
export function applicationRoot(): string | undefined {
  const script = process.argv[1]
  if (script === undefined) return workingFolder()
  const at = script.indexOf(modules)
  return (at === -1 ? undefined : ownerOf(script.slice(0, at) || sep)) ?? nearest(dirname(script)) ?? dirname(script)
}

/** @param folder the one that holds a `node_modules` */
function ownerOf(folder: string): string | undefined {
  if (!hasManifest(folder)) return undefined
  const working = workingFolder()
  return working?.startsWith(folder === sep ? sep : folder + sep) === true && !working.includes(modules) ? (nearest(working) ?? folder) : folder
}

function nearest(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (hasManifest(folder)) return folder
    if (dirname(folder) === folder) return undefined
  }
}

const hasManifest = (folder: string): boolean => fs.existsSync(join(folder, 'package.json'))

function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
