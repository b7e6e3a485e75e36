// overt's own mapping as a processing pipeline (docs/pipelines.md): Sigma's names of fields to the schema's.
const quoted = (/** @type {string} */ name) => (/^[A-Za-z_][\w.]*$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`)

/**
 * The names of a category that mean one field of all its events. A name that means different ones is left as it is: the engine knows it by the event.
 *
 * @param {import('./validated.mjs').Schema} schema
 * @param {string} category
 * @returns {[string, string][]}
 */
function namesOf({ events }, category) {
  /** @type {Map<string, Set<string>>} */
  const own = new Map()
  for (const event of events.filter(({ logsource }) => logsource.some((one) => one.category === category))) {
    for (const { name, sigma } of event.fields) for (const one of sigma) own.set(one, (own.get(one) ?? new Set()).add(name))
  }
  return [...own].flatMap(([sigma, [first, ...others]]) => (first === undefined || others.length > 0 ? [] : [/** @type {[string, string]} */ ([sigma, first])]))
}

/** @param {import('./validated.mjs').Schema} schema */
export function mappingPipeline(schema) {
  const categories = [...new Set(schema.events.flatMap(({ logsource }) => logsource.map(({ category }) => category)))]
  const steps = categories.flatMap((category) => {
    const names = namesOf(schema, category)
    if (names.length === 0) return []
    const mapping = names.map(([sigma, own]) => `      ${quoted(sigma)}: ${quoted(own)}\n`).join('')
    return [`  - id: overt_${category}\n    type: field_name_mapping\n    rule_conditions:\n      - { type: logsource, category: ${category} }\n    mapping:\n${mapping}`]
  })
  return `# Generated from schema/ by \`npm run generate\`. Do not edit.
#
# The names of Sigma's taxonomy, and overt's own for them: what the engine does by itself, written as a pipeline. Start from it where other names must be mapped.
name: overt
priority: 50
transformations:
${steps.join('')}`
}
