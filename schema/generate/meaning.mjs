/**
 * What a field means, in a table: its values too, where they are few.
 *
 * @param {import('./validated.mjs').Field} field
 */
export function meaning({ doc, values }) {
  if (values.length === 0) return doc
  const all = values.map((value) => `\`${value}\``)
  return `${doc}: ${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}
