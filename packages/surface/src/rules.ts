import { diagnosticLine, OvertError, Unusable, unusable } from '@overt/core'
import type { Host } from './host.ts'
import { read, readRules, sourceOf } from './files.ts'
import type { Settings } from './settings.ts'

/** How an image of compiled rules begins (`overt rules build`). */
const magic = 'overt\0r'

/**
 * Puts the rules in force: those that ship, from their image; or those that the configuration names.
 *
 * @throws Unusable with one line for each problem
 */
export function loadRules(host: Host, { rules, responses, placeholders, pipelines }: Settings): void {
  const changed = Object.keys(responses).length > 0 ? 'responses' : Object.keys(placeholders).length > 0 ? 'placeholders' : pipelines.length > 0 ? 'pipelines' : undefined
  if (rules === undefined) {
    if (changed !== undefined) throw unusable('OVERT_CONFIG', `\`${changed}\` cannot change the rules that ship, which are compiled here; name rules in \`rules\` too`)
    host.engine.prepare(host.shipped)
    return
  }
  const files = readRules(host, rules)
  const image = files.find(({ bytes }) => isImage(bytes))
  if (image === undefined) {
    const { diagnostics } = host.engine.compile(files.map(sourceOf), { products: [host.system, host.product], responses, placeholders, pipelines: pipelines.map((path) => ({ name: path, text: read(host, path) })) })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) throw new Unusable(errors.map(diagnosticLine))
    return
  }
  if (files.length > 1) throw unusable('OVERT_CONFIG', `\`${image.path}\` holds compiled rules and cannot stand beside others; name it alone`)
  if (changed !== undefined) throw unusable('OVERT_CONFIG', `\`${changed}\` cannot change the compiled rules in \`${image.path}\`; name the rules themselves`)
  load(host, image.bytes, image.path)
}

function load({ engine }: Host, bytes: Uint8Array, name: string): void {
  try {
    engine.load(bytes)
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, `${name}: ${error.message}`)
    throw error
  }
}

function isImage(bytes: Uint8Array): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false
  return true
}
