import fs from 'node:fs'
import process from 'node:process'
import { Unusable } from './configuration/unusable.ts'
import { type Api, becomeFirst, firstCopy } from './first-copy.ts'
import { start } from './start.ts'

/** Input that cannot be used. */
const exitUnusable = 2

function api(): Api {
  const first = firstCopy()
  if (first !== undefined) return first
  try {
    return becomeFirst(start({ folder: import.meta.dirname, file: import.meta.filename, cache: { ...require.cache } }))
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    for (const line of error.lines) fs.writeSync(2, `${line}\n`)
    process.exit(exitUnusable)
  }
}

module.exports = api()
