// The files, rules and configurations that the cases need, in a temporary folder.
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One hundred rules about files, in the sizes and with the modifiers that public rules have (one modifier a selection, a few values, some exclusions). */
function hundredRules() {
  const modifiers = ['endswith', 'contains', 'startswith', 'contains|all']
  return Array.from({ length: 100 }, (_, i) => {
    const category = i % 3 === 0 ? 'file_event' : 'file_access'
    const values = Array.from({ length: 2 + (i % 6) }, (_, j) => `/never-${i}-${j}/${['.config', 'token', 'id_rsa', 'secret.json'][j % 4]}`)
    return `title: rule ${i}
id: 00000000-0000-4000-8000-${String(i).padStart(12, '0')}
logsource:
  category: ${category}
  product: ${i % 2 === 0 ? 'linux' : 'nodejs'}
detection:
  selection:
    TargetFilename|${modifiers[i % 4]}:
${values.map((value) => `      - '${value}'`).join('\n')}
  filter:
    TargetFilename|startswith: '/usr/share/'
  condition: selection and not filter
level: medium
response: alert
`
  }).join('---\n')
}

const unwanted = `title: an event that no case raises
id: 00000000-0000-4000-9000-000000000000
logsource:
  category: application
  service: bench.never
detection:
  selection:
    never: never
  condition: selection
level: low
`

/** @param {number} rounds how many folders of modules `require` will need */
export function prepare(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'overt-bench-'))
  const lib = join(folder, 'files/some-module/lib')
  mkdirSync(lib, { recursive: true })
  const kilobyte = `// ${'x'.repeat(1020)}\n`
  for (let i = 0; i < 20_000; i++) writeFileSync(join(lib, `file-${String(i).padStart(5, '0')}.js`), kilobyte)
  const body = `'use strict'\n${"const a = { b: 'some text of a module', c: [1, 2, 3] }\n".slice(0, 55).repeat(15).replaceAll(/const a/g, () => `const a${Math.floor(Math.random() * 1e9)}`)}exports.value = 1\n`
  for (let round = 0; round < rounds + 5; round++) {
    mkdirSync(join(folder, `modules/${round}`), { recursive: true })
    for (let i = 0; i < 200; i++) writeFileSync(join(folder, `modules/${round}/m${i}.js`), body)
  }
  const rules = { unwanted, hundred: hundredRules() }
  for (const [name, text] of Object.entries(rules)) {
    writeFileSync(join(folder, `${name}.yml`), text)
    writeFileSync(join(folder, `${name}.config.yaml`), `mode: monitor\nrules: [${name}.yml]\n`)
  }
  // Rules about an event that the case does raise, or not, which read the circumstances.
  writeFileSync(join(folder, 'request.yml'), unwanted.replace('never: never', 'request.id: never'))
  writeFileSync(join(folder, 'phase.yml'), unwanted.replace("category: application\n  service: bench.never", 'category: network_connection\n  product: nodejs').replace('never: never', 'phase: never'))
  for (const name of ['request', 'phase']) writeFileSync(join(folder, `${name}.config.yaml`), `mode: monitor\nrules: [${name}.yml]\n`)
  writeFileSync(join(folder, 'recorded.config.yaml'), `mode: monitor\nrules: [unwanted.yml]\nlog: record.jsonl\nrecord: ['fs.open']\n`)
  return folder
}

/** How many rules ship. @param {string} folder */
export const shippedRules = (folder) => readdirSync(folder).filter((name) => name.endsWith('.yml')).length
