import fs from 'node:fs'
import process from 'node:process'
import { Unusable } from '@overt/core'
import { type Api, becomeFirst, firstCopy } from './first-copy.ts'
// Captured now, for parts that run later.
import './captured.ts'
import { hasNothingRun } from './preloads.ts'
import { quietly } from './probes/quietly.ts'
import { start } from './start.ts'

/** Input that cannot be used. */
const exitUnusable = 2

// `module` and `require` are those of register.cjs, which runs this as a script; the file names are this file's own.
function api(): Api {
  const first = firstCopy()
  if (first !== undefined) return first
  try {
    const cache = { ...require.cache }
    const parent = quietly(() => (module as { readonly parent?: { readonly id: string } | null }).parent)
    return becomeFirst(start({ folder: import.meta.dirname, file: module.filename, script: import.meta.filename, cache, nothingRan: hasNothingRun(cache, parent) }))
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    for (const line of error.lines) fs.writeSync(2, `${line}\n`)
    process.exit(exitUnusable)
  }
}

module.exports = api()
