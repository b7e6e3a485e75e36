// Rust from the schema.
import { meaning } from './meaning.mjs'

const head = '// Generated from schema/ by `npm run generate`. Do not edit.\n'
const text = (/** @type {string} */ s) => JSON.stringify(s)
const constant = (/** @type {string} */ name) => name.replaceAll(/[./]/g, '_').toUpperCase()
const kinds = { string: 'String', strings: 'Strings', integer: 'Integer', boolean: 'Boolean' }

/** @param {import('./validated.mjs').Field} f */
const field = (f) =>
  `Field { bit: ${f.bit}, name: ${text(f.name)}, kind: FieldKind::${kinds[f.type]}, sigma: &[${f.sigma.map(text).join(', ')}], on_demand: ${f.on_demand}, values: &[${f.values.map(text).join(', ')}] }`

/** @param {import('./validated.mjs').Logsource} l */
const logsource = (l) => {
  const [when] = Object.entries(l.when ?? {})
  return `Logsource { category: ${text(l.category)}, when: ${when ? `Some((${text(when[0])}, ${text(when[1])}))` : 'None'} }`
}

const list = (/** @type {string[]} */ items, /** @type {string} */ indent) =>
  items.length === 0 ? '&[]' : `&[\n${items.map((item) => `${indent}    ${item},\n`).join('')}${indent}]`

const types = { string: 'text', strings: 'texts', integer: 'a whole number', boolean: '`true` or `false`' }

/** Text in a table of rustdoc: what Markdown reads outside of code is escaped. */
const cell = (/** @type {string} */ s) => s.split('`').map((part, at) => (at % 2 === 0 ? part.replaceAll(/[[\]<>|*]/g, String.raw`\$&`) : part.replaceAll('|', String.raw`\|`))).join('`')

/**
 * What a field is, for who writes events or reads them: a table, or nothing where there is no field.
 *
 * @param {import('./validated.mjs').Field[]} fields
 * @param {string} indent
 */
function fieldTable(fields, indent) {
  if (fields.length === 0) return ''
  const rows = fields.map((f) => `| ${f.bit} | \`${f.name}\` | ${types[f.type]} | ${cell(meaning(f))} |`)
  return ['', '| bit | field | values | what |', '|---|---|---|---|', ...rows].map((line) => `${indent}///${line === '' ? '' : ' '}${line}\n`).join('')
}

/** @param {import('./validated.mjs').Schema} schema */
export function rustEvents({ common, events }) {
  const rows = events.map(
    (e) => `    Event {
        id: ${e.id},
        name: ${text(e.name)},
        fields: ${list(e.fields.map(field), '        ')},
        logsources: ${list(e.logsource.map(logsource), '        ')},
    },
`,
  )
  return `${head}
use super::{Event, Field, FieldKind, Logsource};

/// The highest id of an event.
pub const HIGHEST_EVENT: u16 = ${Math.max(...events.map((e) => e.id))};

/// Fields that any event may carry.
${fieldTable(common, '')}#[rustfmt::skip]
pub static COMMON: &[Field] = ${list(common.map(field), '')};

/// Every event, by ascending id.
#[rustfmt::skip]
pub static EVENTS: &[Event] = &[
${rows.join('')}];

/// The ids by name, and what the fields of each event are.
pub mod event {
${events.map((e) => `    /// \`${e.name}\`: ${e.doc}.\n${fieldTable(e.fields, '    ')}    pub const ${constant(e.name)}: u16 = ${e.id};\n`).join('')}}
`
}

const variant = (/** @type {string} */ code) =>
  code
    .replace('OVERT_', '')
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')

/**
 * @param {{ code: string, area: string, title: string }[]} errors
 * @param {string} area
 */
export function rustCodes(errors, area) {
  const own = errors.filter((e) => e.area === area)
  return `${head}
/// The codes of the errors that this crate raises: a closed list, shared with TypeScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
${own.map((e) => `    /// ${e.title}.\n    ${variant(e.code)},\n`).join('')}}

impl Code {
    /// Every code, in the order of the schema.
    #[rustfmt::skip]
    pub const ALL: &'static [Code] = &[${own.map((e) => `Code::${variant(e.code)}`).join(', ')}];

    /// The code as users and records see it.
    #[must_use]
    #[rustfmt::skip]
    pub const fn as_str(self) -> &'static str {
        match self {
${own.map((e) => `            Code::${variant(e.code)} => ${text(e.code)},\n`).join('')}        }
    }

    /// What the code means, in a few words.
    #[must_use]
    #[rustfmt::skip]
    pub const fn title(self) -> &'static str {
        match self {
${own.map((e) => `            Code::${variant(e.code)} => ${text(e.title)},\n`).join('')}        }
    }
}
`
}
