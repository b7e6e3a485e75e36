import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'

/**
 * The rules that ship: as they are written, for configurations that change their responses, and compiled, which is what a start reads. Processing
 * pipelines. And the schema of rules, for editors.
 */
export async function buildRules() {
  const rules = join(root, 'rules')
  const copy = join(output, 'rules')
  rmSync(copy, { recursive: true, force: true })
  cpSync(rules, copy, { recursive: true })
  cpSync(join(root, 'pipelines'), join(output, 'pipelines'), { recursive: true })
  // Not under overt, even where this build is.
  await must(process.execPath, [join(output, 'overt.cjs'), 'rules', 'build', '-o', join(output, 'rules.image'), rules], { env: { NODE_OPTIONS: undefined } })
  writeFileSync(join(output, 'rule.schema.json'), await must(process.execPath, [join(output, 'overt.cjs'), 'rules', 'schema'], { env: { NODE_OPTIONS: undefined } }))
}
