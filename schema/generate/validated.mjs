// Holds the schema to its own rules, so that a slip in the YAML stops the generator and not a user.

/** @typedef {{ name: string, type: 'string' | 'strings' | 'integer' | 'boolean', sigma: string[], on_demand: boolean, values: string[], doc: string, bit: number }} Field */
/** @typedef {{ category: string, when?: Record<string, string> }} Logsource */
/** @typedef {{ id: number, name: string, doc: string, pep578?: string, node?: string, unseen?: { deno?: string, bun?: string }, logsource: Logsource[], fields: Field[], pending?: string }} Event */
/** @typedef {{ common: Field[], events: Event[] }} Schema */

const types = new Set(['string', 'strings', 'integer', 'boolean'])
const eventName = /^[a-z0-9]+(_[a-z0-9]+)*\.[a-z]+(_[a-z]+)*(\/\d+)?$/
const ownFields = 24

/**
 * @param {any} schema what events.yaml holds
 * @param {any} pending what pending.yaml holds
 * @returns {Schema}
 */
export function validated(schema, pending) {
  const fail = (/** @type {string} */ message) => {
    throw new Error(`schema: ${message}`)
  }
  const ids = new Set()
  const names = new Set()
  const field = (/** @type {any} */ given, /** @type {number} */ bit, /** @type {string} */ where) => {
    if (!types.has(given.type)) fail(`field \`${given.name}\` of ${where} has the unknown type \`${given.type}\``)
    if (typeof given.doc !== 'string') fail(`field \`${given.name}\` of ${where} has no \`doc\``)
    if (given.values !== undefined && (given.type !== 'string' || new Set(given.values).size !== given.values.length)) fail(`field \`${given.name}\` of ${where}: \`values\` are for text, each once`)
    return { sigma: [], on_demand: false, values: [], ...given, bit }
  }
  const common = schema.common.map((/** @type {any} */ f) => field(f, f.bit, 'the common fields'))
  const events = schema.events.map((/** @type {any} */ e) => {
    if (!Number.isInteger(e.id) || e.id < 1 || e.id > 255 || ids.has(e.id)) fail(`event \`${e.name}\` has the id ${e.id}: it must be one of its own, 1 to 255`)
    if (!eventName.test(e.name) || names.has(e.name)) fail(`event \`${e.name}\`: a name is \`domain.verb\`, once`)
    if (e.fields.length > ownFields) fail(`event \`${e.name}\` has more than ${ownFields} fields`)
    ids.add(e.id)
    names.add(e.name)
    return {
      logsource: [],
      ...e,
      ...(pending[e.name] === undefined ? {} : { pending: pending[e.name] }),
      fields: e.fields.map((/** @type {any} */ f, /** @type {number} */ bit) => field(f, bit, `\`${e.name}\``)),
    }
  })
  for (const name of Object.keys(pending)) if (!names.has(name)) fail(`pending.yaml names \`${name}\`, which is no event`)
  return { common, events }
}
