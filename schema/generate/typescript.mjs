// TypeScript from the schema.
const head = '// Generated from schema/ by `npm run generate`. Do not edit.\n'
const quote = (/** @type {string} */ s) => `'${s.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const types = { string: 'string', strings: 'readonly string[]', integer: 'number', boolean: 'boolean' }
const key = (/** @type {string} */ name) => (/^[a-z_]+$/.test(name) ? name : quote(name))
/** What follows a field's name in an event's layout. */
const marks = { string: '', strings: '', integer: '#', boolean: '?' }

/** @param {import('./validated.mjs').Schema} schema */
export function typescriptEvents({ events }) {
  const shape = (/** @type {import('./validated.mjs').Event} */ e) =>
    e.name === 'application.event'
      ? ''
      : `  /** ${e.doc} */
  readonly ${quote(e.name)}: {
${e.fields.map((f) => `    /** ${f.doc} */\n    readonly ${key(f.name)}?: ${f.values.length === 0 ? types[f.type] : f.values.map(quote).join(' | ')} | undefined\n`).join('')}  }
`
  return `${head}
/** The fields of every event, by its name. A field is absent where the runtime does not know it. */
export interface EventFields {
${events.map(shape).join('')}}

/** The name of an event of the schema. */
export type EventName = keyof EventFields

/** An event as the code meets it. */
export interface EventInfo {
  readonly id: number
  readonly name: EventName | 'application.event'
  /** The names of its fields, by their bits, with a space between; \`#\` follows that of an integer, \`?\` that of a boolean. event-fields.ts reads it. */
  readonly layout: string
}

/** The highest id of an event. */
export const highestEvent = ${Math.max(...events.map((e) => e.id))}

/** Every event of the schema, by ascending id. As JSON: V8 makes such a table from text in half the steps that literals take which are used once; and fields are a text each, for a start needs those of few events. */
export const events: readonly EventInfo[] = JSON.parse(\`[
${events.map((e) => `  ${JSON.stringify({ id: e.id, name: e.name, layout: e.fields.map((f) => f.name + marks[f.type]).join(' ') })}`).join(',\n')}
]\`) as readonly EventInfo[]

/** Events that no runtime raises yet, with the reason. */
export const pending: Readonly<Record<string, string>> = {
${events
  .filter((e) => e.pending !== undefined)
  .map((e) => `  ${quote(e.name)}: ${quote(e.pending ?? '')},\n`)
  .join('')}}
`
}

/** @param {{ code: string, area: string, title: string }[]} errors */
export function typescriptErrors(errors) {
  return `${head}
/** Every error code, with what it means. */
export const errorTitles = {
${errors.map((e) => `  ${e.code}: ${quote(e.title)},\n`).join('')}} as const

/** A code of overt's closed list of errors. */
export type ErrorCode = keyof typeof errorTitles
`
}
