import type { CompileReport, RuleSource } from '@overt/core'
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
  const files = ruleFiles(paths)
  return { files, ...addon().engine.compile(files.map(source), { products }) }
}

/**
 * The rules at some paths as text.
 *
 * @throws {UsageError} where no path is given
 * @throws {Unusable} `OVERT_READ`, `OVERT_RULE_YAML`
 */
export function ruleSources(paths: readonly string[]): readonly RuleSource[] {
  return ruleFiles(paths).map(source)
}

function ruleFiles(paths: readonly string[]): readonly File[] {
  if (paths.length === 0) throw new UsageError('name a file or a folder of rules')
  return readRules(paths)
}

function source(file: File): RuleSource {
  return { name: file.path, text: textOf(file, 'OVERT_RULE_YAML') }
}
