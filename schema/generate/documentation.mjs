// docs/events.md from the schema.
import { meaning } from './meaning.mjs'

const cell = (/** @type {string} */ s) => s.replaceAll('|', '\\|')

/** @typedef {Record<string, Record<string, string[]>>} Vocabulary what each runtime tells of an operation, by the operation */

const runtimes = ['node', 'deno', 'bun']

/** @param {Vocabulary} vocabulary */
function differences(vocabulary) {
  const told = (/** @type {string[]} */ events) => events.map((event) => `\`${event.replace('()', '').replace('(', ': ').replace(')', '')}\``).join(', ')
  const rows = Object.entries(vocabulary).filter(([, by]) => new Set(runtimes.map((name) => JSON.stringify(by[name]))).size > 1)
  const same = Object.keys(vocabulary).length - rows.length
  return `One program with ${Object.keys(vocabulary).length} operations runs on Node, Deno and Bun (packages/surface/test/hosts/vocabulary.test.ts). For ${same} of them the three tell the same events with the same
fields and values; for the others (field names behind the event's):

| operation | Node | Deno | Bun |
|---|---|---|---|
${rows.map(([step, by]) => `| \`${step}\` | ${runtimes.map((name) => told(by[name] ?? []) || 'nothing').join(' | ')} |`).join('\n')}
`
}

/**
 * @param {import('./validated.mjs').Schema} schema
 * @param {Vocabulary} vocabulary
 */
export function documentation({ common, events }, vocabulary) {
  const offered = (/** @type {import('./validated.mjs').Event} */ e) =>
    e.logsource.map((l) => {
      const [when] = Object.entries(l.when ?? {})
      return when ? `\`${l.category}\` where \`${when[0]}\` is ${when[1]}` : `\`${l.category}\``
    })
  const section = (/** @type {import('./validated.mjs').Event} */ e) => {
    const lines = [`### \`${e.name}\``, '', `${e.doc.charAt(0).toUpperCase()}${e.doc.slice(1)}.`, '']
    if (e.logsource.length > 0) lines.push(`Sigma category: ${offered(e).join('; ')}.`, '')
    if (e.pep578) lines.push(`In CPython: ${e.pep578}.`, '')
    if (e.node) lines.push(`**On Node**: ${e.node}.`, '')
    if (e.unseen) lines.push(`**Not raised on ${Object.keys(e.unseen).map((host) => (host === 'deno' ? 'Deno' : 'Bun')).join(' and ')}**: ${[...new Set(Object.values(e.unseen))].join('; ')}.`, '')
    if (e.pending) lines.push(`**Not raised yet**: ${e.pending}.`, '')
    if (e.fields.length > 0) {
      lines.push('| field | type | Sigma | meaning |', '|---|---|---|---|')
      for (const f of e.fields) lines.push(`| \`${f.name}\` | ${f.type} | ${f.sigma.join(', ')} | ${cell(meaning(f))} |`)
      lines.push('')
    }
    return lines.join('\n')
  }
  return `<!-- Generated from schema/ by \`npm run generate\`. Do not edit. -->
# Events

One name per operation, raised from the lowest layer, after validation and before execution (PEP 578). A rule reaches an event through the Sigma category that it is offered as, or through
its own name as the service (\`logsource: { product: nodejs, service: inspector.session }\`), under \`product: nodejs\` and under the operating system's name; a rule without product
applies to both. A rule may use an event's own field names or the Sigma names beside them.
\`overt events\` prints which of these the runtime at hand can raise.

## Fields that any event may carry

| field | type | meaning |
|---|---|---|
${common.map((f) => `| \`${f.name}\` | ${f.type} | ${cell(meaning(f))} |`).join('\n')}

## On Deno and Bun

${differences(vocabulary)}
## Events

${events.map(section).join('\n')}`
}
