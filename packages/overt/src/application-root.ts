import fs from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

/**
 * The folder that the application's own code is named by: the nearest above the main script with a package.json, else the working folder. What lies in a
 * `node_modules` of it is a dependency.
 */
export function applicationRoot(): string {
  const script = process.argv[1]
  if (script === undefined) return process.cwd()
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    if (fs.existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return dirname(script)
  }
}
