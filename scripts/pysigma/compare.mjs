import { readFileSync } from 'node:fs'

/** What pySigma says of a rule: why it refuses it, or the numbers of the batch's events that it matches. @typedef {{ batch: number, refused?: string, matches?: number[] }} Answer */
/** @typedef {Record<string, Answer>} Answers */
/** A known difference: where overt refuses, pySigma refuses, or both judge; expressions for what is said and for the rule's text; why. @typedef {{ where: string, said?: string, rule?: string, why: string }} Known */
/** @typedef {{ refused: Map<string, string>, matched: Map<number, Set<string>> }} Overt */

/** @type {Known[]} */
const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8'))

/**
 * Compares what both say, rule by rule.
 *
 * @param {Answers} answers
 * @param {Overt} overt
 * @param {number} events how many a batch has
 * @param {(id: string) => string} text of a rule
 */
export function compare(answers, overt, events, text) {
  /** @type {Map<string, number>} */
  const known = new Map()
  /** @type {string[]} */
  const unknown = []
  let [both, neither, pairs, matches] = [0, 0, 0, 0]
  const differs = (/** @type {string} */ where, /** @type {string} */ id, /** @type {string} */ said) => {
    const rule = text(id)
    const why = expected.find((one) => one.where === where && new RegExp(one.said ?? '', 'u').test(said) && new RegExp(one.rule ?? '', 'u').test(rule))?.why
    if (why === undefined) unknown.push(`${where}: ${said}\n  ${rule.trim()}`)
    else known.set(`${where}: ${why}`, (known.get(`${where}: ${why}`) ?? 0) + 1)
  }
  for (const [id, { batch, refused, matches: theirs }] of Object.entries(answers)) {
    const ours = overt.refused.get(id)
    if (theirs === undefined) {
      if (ours === undefined) differs('pySigma alone refuses', id, refused ?? '')
      else neither++
      continue
    }
    if (ours !== undefined) {
      differs('overt alone refuses', id, ours)
      continue
    }
    both++
    pairs += events
    const expectedOnes = new Set(theirs)
    const wrong = []
    for (let event = 0; event < events; event++) {
      const found = overt.matched.get(batch * events + event)?.has(id) ?? false
      if (found) matches++
      if (found !== expectedOnes.has(event)) wrong.push(event)
    }
    if (wrong.length > 0) differs('both judge', id, `event ${batch * events + (wrong[0] ?? 0)} and ${wrong.length - 1} more, which overt ${expectedOnes.has(wrong[0] ?? 0) ? 'does not match' : 'matches'}`)
  }
  return { both, neither, pairs, matches, known, unknown }
}
