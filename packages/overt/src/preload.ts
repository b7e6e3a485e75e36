import fs from 'node:fs'
import process from 'node:process'
import { Unusable } from '@overt/core'
import { type Api, becomeFirst, firstCopy } from './first-copy.ts'
// Captured now, for parts that run later.
import './captured.ts'
import { warnsOfPending } from './options-given.ts'
import { hasNothingRun } from './preloads.ts'
import { start } from './start.ts'
import { mayBeSnapshot } from './unverified-entry.ts'

/** Input that cannot be used. */
const exitUnusable = 2

// `module` and `require` are those of register.cjs, which runs this as a script; the file names are this file's own.
function api(): Api {
  const first = firstCopy()
  if (first !== undefined) return first
  try {
    const cache = { ...require.cache }
    // Node warns of reading `parent` once, and that is for the application's own reading of it.
    const parent = warnsOfPending() ? undefined : (module as { readonly parent?: { readonly id: string } | null }).parent
    return becomeFirst(start({ folder: import.meta.dirname, file: module.filename, script: import.meta.filename, cache, nothingRan: !mayBeSnapshot() && hasNothingRun(cache, parent) }))
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    for (const line of error.lines) fs.writeSync(2, `${line}\n`)
    process.exit(exitUnusable)
  }
}

module.exports = api()
