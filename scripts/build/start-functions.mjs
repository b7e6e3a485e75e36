// The functions of Deno's preload that a start calls: V8 compiles them with the script, so that they are in its code cache (docs/design/start-up.md).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { must } from '../run/command.mjs'
import { denoAndBun } from '../setup/runtimes.mjs'

/** What most programs do first: overt's functions behind it are compiled with those of the start. */
const program = `
import { readFileSync } from 'node:fs'
Deno.env.get('HOME')
readFileSync(new URL(import.meta.url))
await Deno.readTextFile(new URL(import.meta.url))
await import('./another.mjs')
`

/**
 * Deno keeps V8's code cache of each module as it is right after it was compiled: without the functions that are compiled when they are first called, which was more than a third of what overt itself did at a
 * start. So the build looks which ones these are, and writes them so that V8 compiles them at once. Without a Deno at hand they are compiled when they are called.
 *
 * @param {string} dist
 */
export async function compileWhatStartsCall(dist) {
  const deno = denoAndBun().find(({ name }) => name === 'deno')
  if (deno === undefined || !existsSync(deno.path)) return
  const folder = mkdtempSync(join(tmpdir(), 'overt-functions-'))
  try {
    const log = join(folder, 'v8.log')
    writeFileSync(join(folder, 'program.mjs'), program)
    writeFileSync(join(folder, 'another.mjs'), '')
    const flags = `--v8-flags=--log-function-events,--no-logfile-per-isolate,--logfile=${log}`
    await must(deno.path, ['run', '-A', '--no-config', flags, '--preload', join(dist, 'register.js'), join(folder, 'program.mjs')], { env: { DENO_DIR: join(folder, 'cache'), OVERT_CONFIG: undefined } })
    const main = join(dist, 'main.js')
    const ranges = functionsIn(readFileSync(log, 'utf8'), pathToFileURL(main).href)
    if (ranges.length === 0) throw new Error(`V8 logged no function of \`${main}\``)
    // Needs a package, and this file is read before packages are installed.
    const { compiledEagerly } = await import('./eager.mjs')
    writeFileSync(main, compiledEagerly(readFileSync(main, 'utf8'), ranges))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The functions of a script that V8 compiled.
 *
 * @param {string} log of `--log-function-events`: lines of fields divided by commas
 * @param {string} url
 */
function functionsIn(log, url) {
  const lines = log.split('\n').map((line) => line.split(','))
  const script = lines.find(([what, , name]) => what === 'script-details' && name === url)?.[1]
  return lines.filter(([what, deed, id]) => what === 'function' && deed === 'interpreter' && id === script).map(([, , , start, end]) => ({ start: Number(start), end: Number(end) }))
}
