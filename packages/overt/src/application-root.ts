import fs from 'node:fs'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import process from 'node:process'
import { optionsGiven } from './options-given.ts'

const modules = `${sep}node_modules${sep}`
/** The scripts with which pm2 runs an application in a process of its own. */
const pm2 = `${modules}pm2${sep}lib${sep}ProcessContainer`

/** The scripts with which hosts of functions start, and the variable that names the folder of what they load: AWS Lambda's, Azure's. */
const hosts = [
  [/[\\/]var[\\/]runtime[\\/]index\.m?js$/, 'LAMBDA_TASK_ROOT'],
  [/[\\/]azure-functions-host[\\/]workers[\\/]node[\\/].*\.js$/, 'AzureWebJobsScriptRoot'],
] as const

/** By what the application's own code is told from what it depends on. Both are real paths, for that is what Node calls the modules in them. */
export interface ApplicationRoot {
  /** The folder that holds the application: what lies in a `node_modules` of it is a dependency. */
  readonly root: string
  /** Another folder whose `node_modules` holds the tool that runs the application. */
  readonly beside?: string
}

/**
 * The application is in the nearest folder above the main script with a package.json, else in the script's own. A main script in a `node_modules` is a tool that
 * runs the application, as `next start` does: of that `node_modules`' folder and the nearest one around the working folder with a package.json the application is
 * the inner one, and the second where neither is in the other (`npx`). A tool that is installed for all (`/usr/lib/node_modules`) runs what it was started in too;
 * where that is nothing, the tool itself is what runs.
 *
 * A host of functions is no application: it says which folder's code it loads (`LAMBDA_TASK_ROOT`, `AzureWebJobsScriptRoot`).
 *
 * Links are followed: a service is often started through one to its newest release, and the command of a tool that is installed for all (`/usr/bin/npm`) is a link.
 *
 * Undefined where the working folder was removed: a program given by `--eval` runs there all the same, and nothing is named.
 */
export function applicationRoot(): ApplicationRoot | undefined {
  const script = mainScript()
  if (script === undefined) {
    const root = workingFolder()
    return root === undefined ? undefined : { root }
  }
  const hosted = hostedFolder(script)
  if (hosted !== undefined) return { root: nearest(hosted) ?? hosted }
  // Asked before links are followed: a tool may be a link to another folder, in the `node_modules` of the application that it runs.
  const real = script.includes(modules) ? script : realPath(script)
  const at = real.indexOf(modules)
  if (at === -1) return { root: nearest(real) ?? startedIn() ?? dirname(real) }
  const around = startedIn()
  const holder = realPath(real.slice(0, at) || sep)
  const holds = hasManifest(holder)
  if (around === undefined) return { root: (holds ? holder : nearest(realPath(script))) ?? dirname(real) }
  if (holds && isBelow(holder, around)) return { root: holder }
  return isBelow(around, holder) && holds ? { root: around } : { root: around, beside: holder }
}

/** What the process runs, absolute; undefined for the code of the command line, of standard input and of a worker: what stands in its place is an argument, or no file. */
function mainScript(): string | undefined {
  const [, script] = process.argv
  if (script === undefined || !isAbsolute(script) || (process as { readonly _eval?: string })._eval !== undefined) return undefined
  return script.includes(pm2) ? (process.env['pm_exec_path'] ?? script) : script
}

/** The folder of the application, where the script is a host's that loads it. */
function hostedFolder(script: string): string | undefined {
  for (const [pattern, variable] of hosts) {
    const folder = process.env[variable]
    // The variable first: an expression is compiled when it is first tested, and most starts have neither.
    if (folder !== undefined && pattern.test(script)) return isAbsolute(folder) ? realPath(folder) : undefined
  }
  return undefined
}

/** The folder that the process was started in, or the nearest above it, that has a package.json; a dependency's own is none. */
function startedIn(): string | undefined {
  const working = workingFolder()
  return working === undefined || `${working}${sep}`.includes(modules) ? undefined : nearest(working)
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder === sep ? sep : folder + sep)

/** The nearest folder with a package.json: a path's own where it is a folder (`node .`), else above it. */
function nearest(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (hasManifest(folder)) return folder
    if (dirname(folder) === folder) return undefined
  }
}

const hasManifest = (folder: string): boolean => fs.existsSync(folder.endsWith(sep) ? `${folder}package.json` : `${folder}${sep}package.json`)

/** As Node calls what a path names; of a script that is given without its extension, the folder is real. */
function realPath(path: string): string {
  const real = followed(path)
  // Most paths hold no link, and a start is not to pay for those that do.
  return real === path || optionsGiven().includes('--preserve-symlinks-main') ? path : real
}

function followed(path: string): string {
  for (const [folder, name] of [[path, ''], [dirname(path), basename(path)]] as const) {
    try {
      const real = fs.realpathSync.native(folder)
      return name === '' ? real : join(real, name)
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
