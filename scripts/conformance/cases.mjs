import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse } from 'smol-toml'
import { root } from '../run/root.mjs'

/** @typedef {import('../../conformance/runners/judge.mjs').Case} Case */

/** What events are offered under where a case does not say. */
const products = ['linux', 'nodejs']

/**
 * The cases of conformance/*.toml and conformance/correlations/*.toml, named `file: case`.
 *
 * @returns {Case[]}
 * @throws {Error} when a file holds no case, or a case expects nothing
 */
export function readCases() {
  const folder = join(root, 'conformance')
  const files = [folder, join(folder, 'correlations')].flatMap((one) => readdirSync(one).map((file) => relative(folder, join(one, file))))
  return files.filter((file) => file.endsWith('.toml')).sort().flatMap((file) => {
    const document = /** @type {{ case?: Partial<Case>[] }} */ (/** @type {unknown} */ (parse(readFileSync(join(folder, file), 'utf8'), { integersAsBigInt: 'asNeeded' })))
    const cases = (document.case ?? []).map(inNumbers).filter((one) => one.error !== undefined || one.event?.length !== 0)
    if (cases.length === 0) throw new Error(`\`conformance/${file}\` holds no case`)
    return cases.map((one) => {
      const name = `${file.replace(/\.toml$/, '')}: ${one.name}`
      if (one.error === undefined && (one.event?.length ?? 0) === 0) throw new Error(`the case \`${name}\` has neither an error nor an event`)
      return /** @type {Case} */ ({ products, ...one, name })
    })
  })
}

/**
 * A case without the events that hold an integer which no number of JavaScript is: no probe can raise them. The Rust crate runs them too.
 *
 * @param {Partial<Case>} one
 * @returns {Partial<Case>}
 */
function inNumbers(one) {
  if (one.event === undefined) return one
  const isLost = (/** @type {unknown} */ value) => typeof value === 'bigint' && BigInt(Number(value)) !== value
  const number = (/** @type {unknown} */ value) => (typeof value === 'bigint' ? Number(value) : value)
  const event = one.event.filter(({ fields }) => !Object.values(fields).some(isLost))
  return { ...one, event: event.map((given) => ({ ...given, fields: /** @type {typeof given.fields} */ (Object.fromEntries(Object.entries(given.fields).map(([name, value]) => [name, number(value)]))) })) }
}
