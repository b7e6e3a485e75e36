import type { CompileOptions, CompileReport, RuleSource } from '@overt/core'
import { type File, readFile, readRules, sourceOf } from '../configuration/files.ts'
import { products } from '../configuration/rules.ts'
import { addon } from './addon.ts'
import { type Options, type Parsed, UsageError } from './usage.ts'

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
export function compileRules(given: Parsed): Compiled {
  const files = ruleFiles(given.operands)
  return { files, ...addon().engine.compile(files.map(sourceOf), compileOptions(given)) }
}

/** The option of every command that compiles rules. */
export const pipelineOption: Options = { pipeline: { type: 'string', multiple: true } }

/** What `--help` says of it. */
export const pipelineHelp = '  --pipeline FILE   a processing pipeline that changes the rules first, as pySigma writes it (docs/pipelines.md); may stand several times'

/**
 * How the rules are compiled.
 *
 * @throws {Unusable} `OVERT_READ`, `OVERT_RULE_YAML`
 */
export function compileOptions(given: Parsed): CompileOptions {
  return { products, pipelines: (given.list('pipeline') ?? []).map((path) => sourceOf(readFile(path))) }
}

/**
 * The rules at some paths as text.
 *
 * @throws {UsageError} where no path is given
 * @throws {Unusable} `OVERT_READ`, `OVERT_RULE_YAML`
 */
export function ruleSources(paths: readonly string[]): readonly RuleSource[] {
  return ruleFiles(paths).map(sourceOf)
}

function ruleFiles(paths: readonly string[]): readonly File[] {
  if (paths.length === 0) throw new UsageError('name a file or a folder of rules')
  return readRules(paths)
}
