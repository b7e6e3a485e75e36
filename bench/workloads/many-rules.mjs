import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { command } from '../../scripts/run/command.mjs'
import { root } from '../../scripts/run/root.mjs'

const corpus = join(root, '../shared/corpora/sigma')
const folders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting']
const kinds = /** @type {const} */ ([
  ['file_event', 'TargetFilename'], ['file_access', 'TargetFilename'], ['process_creation', 'CommandLine'], ['network_connection', 'DestinationHostname'], ['dns_query', 'QueryName'],
  ['file_delete', 'TargetFilename'], ['file_rename', 'TargetFilename'], ['code_eval', 'Code'], ['module_load', 'ModulePath'], ['env_access', 'Name'],
])
const modifiers = ['endswith', 'contains', 'startswith', 'contains|all']

/**
 * Some 3,000 rules: those of SigmaHQ that overt loads, where a copy lies beside the repository, else generated ones.
 *
 * @param {string} folder for what is generated
 * @returns {Promise<{ paths: readonly string[], whose: string }>}
 */
export async function manyRules(folder) {
  if (!existsSync(corpus)) {
    const file = join(folder, 'generated.yml')
    writeFileSync(file, generated(3000))
    return { paths: [file], whose: 'generated' }
  }
  const { output } = await command(process.execPath, [join(root, 'packages/overt/dist/overt.cjs'), 'rules', 'check', '--json', ...folders.map((name) => join(corpus, name))])
  /** @type {{ diagnostics: readonly { severity: string, file: string }[] }} */
  const { diagnostics } = JSON.parse(output)
  const unusable = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file))
  const files = folders.flatMap((name) => readdirSync(join(corpus, name), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml')).map((file) => join(corpus, name, file)))
  return { paths: files.filter((file) => !unusable.has(file)), whose: "SigmaHQ's" }
}

/** Rules over all domains, in the forms that public ones have; nothing matches them. @param {number} count */
const generated = (count) =>
  Array.from({ length: count }, (_, i) => {
    const [category, field] = kinds[i % kinds.length] ?? kinds[0]
    const values = Array.from({ length: 2 + (i % 6) }, (__, j) => `'/never-${i}-${j}/${['.config', 'token', 'id_rsa', 'secret.json'][j % 4]}'`)
    return `title: rule ${i}
id: 00000000-0000-4000-8000-${String(i).padStart(12, '0')}
logsource: { category: ${category}, product: ${i % 3 === 0 ? 'linux' : 'nodejs'} }
detection:
  selection:
    ${field}|${modifiers[i % 4]}: [${values.join(', ')}]
  filter:
    ${field}|startswith: '/usr/share/never-${i % 7}'
  condition: selection and not filter
level: medium
response: alert
`
  }).join('---\n')
