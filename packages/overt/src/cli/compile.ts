import type { CompileReport } from '@overt/core'
import { type File, readRules, textOf } from '../configuration/files.ts'
import { products } from '../configuration/rules.ts'
import { addon } from './addon.ts'
import { UsageError } from './usage.ts'

/** What compiling said, and the files that were compiled. */
export interface Compiled extends CompileReport {
  readonly files: readonly File[]
}

/**
 * Compiles the rules at some paths in the command's own process: nothing is judged by them.
 *
 * @throws {UsageError} where no path is given
 * @throws {Unusable} `OVERT_READ`, `OVERT_RULE_YAML`
 */
export function compileRules(paths: readonly string[]): Compiled {
  if (paths.length === 0) throw new UsageError('name a file or a folder of rules')
  const files = readRules(paths)
  const sources = files.map((file) => ({ name: file.path, text: textOf(file, 'OVERT_RULE_YAML') }))
  return { files, ...addon().engine.compile(sources, { products }) }
}
