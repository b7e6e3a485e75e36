import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { root } from '../run/root.mjs'

/** @typedef {import('../../conformance/runners/judge.mjs').Case} Case */

/** What events are offered under where a case does not say. */
const products = ['linux', 'nodejs']

/**
 * The cases of conformance/*.toml, named `file: case`.
 *
 * @returns {Case[]}
 * @throws {Error} when a file holds no case, or a case expects nothing
 */
export function readCases() {
  const folder = join(root, 'conformance')
  return readdirSync(folder).filter((file) => file.endsWith('.toml')).sort().flatMap((file) => {
    const document = /** @type {{ case?: Partial<Case>[] }} */ (/** @type {unknown} */ (parse(readFileSync(join(folder, file), 'utf8'))))
    const cases = document.case ?? []
    if (cases.length === 0) throw new Error(`\`conformance/${file}\` holds no case`)
    return cases.map((one) => {
      const name = `${file.replace(/\.toml$/, '')}: ${one.name}`
      if (one.error === undefined && (one.event?.length ?? 0) === 0) throw new Error(`the case \`${name}\` has neither an error nor an event`)
      return /** @type {Case} */ ({ products, ...one, name })
    })
  })
}
