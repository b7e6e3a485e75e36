import type { colours } from './colours.ts'
import { printable } from './printable.ts'

/** Why a rule matches an event, or does not, as the engine says it. */
export interface Explanation {
  readonly id: string
  readonly title: string
  readonly logsource: boolean
  readonly matched: boolean
  readonly condition: Part
}

/** A part of a condition; only a test has values, of which null is one. */
export interface Part {
  readonly label: string
  readonly holds: boolean
  readonly values: readonly (string | null)[] | null
  readonly parts: readonly Part[]
}

/** Of a long list of alternatives none of which holds, so many are shown. */
const shown = 5

/**
 * A condition as a tree, a line for each part: whether it holds, what it is, and the event's values.
 *
 * @param indent what every line begins with
 */
export function conditionTree(part: Part, colour: ReturnType<typeof colours>, indent: string): string {
  const mark = part.holds ? colour.green('✓') : colour.red('✗')
  const values = part.values === null ? '' : `  ${colour.grey(valuesText(part.values))}`
  const parts = relevant(part)
  const left = part.parts.length - parts.length
  const more = left === 0 ? '' : `${indent}  ${colour.grey(`… and ${String(left)} more that do not hold`)}\n`
  return `${indent}${mark} ${printable(part.label)}${values}\n${parts.map((one) => conditionTree(one, colour, `${indent}  `)).join('')}${more}`
}

/** What decides: of an `or`, the parts that hold, or the first of them where none does. */
function relevant({ label, parts }: Part): readonly Part[] {
  if (label !== 'or' || parts.length <= shown) return parts
  const holding = parts.filter(({ holds }) => holds)
  return holding.length > 0 ? holding : parts.slice(0, shown)
}

function valuesText(values: readonly (string | null)[]): string {
  if (values.length === 0) return '(absent)'
  return values.map((value) => (value === null ? 'null' : JSON.stringify(value))).join(', ')
}
