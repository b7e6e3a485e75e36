import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { nodes } from '../setup/runtimes.mjs'
import { output } from './native.mjs'

/** V8's code caches of the preload, two for each Node that is here: the one that builds, and those of the tests where they are installed. Each for this platform. */
export async function buildCodeCaches() {
  for (const name of readdirSync(output)) if (name.endsWith('.cache')) rmSync(join(output, name))
  for (const { path } of nodes()) {
    // Not under overt, even where this build is.
    if (existsSync(path)) await must(path, [join(output, 'overt.cjs'), 'cache'], { cwd: root, env: { NODE_OPTIONS: undefined } })
  }
}
