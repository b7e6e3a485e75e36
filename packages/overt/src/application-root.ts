import fs from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

/**
 * The folder that the application's own code is named by: the nearest above the main script with a package.json, else the working folder. What lies in a
 * `node_modules` of it is a dependency. Undefined where the working folder was removed: a program given by `--eval` runs there all the same, and nothing is named.
 */
export function applicationRoot(): string | undefined {
  const script = process.argv[1]
  if (script === undefined) return workingFolder()
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    if (fs.existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return dirname(script)
  }
}

function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
