import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { root } from '../../support/project.ts'

/** The folder of the rules that ship. */
export const folder: string = fileURLToPath(new URL('rules', root))

/** One event that a rule must match, or must not. */
export interface RuleTest {
  readonly event: string
  readonly fields: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly package?: { readonly name: string; readonly path: string }
  readonly match: boolean
}

/** A rule that ships, with the events in its `tests:`. */
export interface ShippedRule {
  readonly file: string
  readonly path: string
  readonly text: string
  readonly id: string
  readonly title: string
  readonly level: string
  readonly response: string
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  readonly tests: readonly RuleTest[]
}

export const shipped: readonly ShippedRule[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((file) => {
    const path = `${folder}/${file}`
    const text = readFileSync(path, 'utf8')
    return { ...(parse(text) as ShippedRule), file, path, text }
  })
