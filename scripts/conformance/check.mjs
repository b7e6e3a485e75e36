/** @typedef {import('../../conformance/runners/judge.mjs').Answer} Answer */
/** @typedef {import('./cases.mjs').Case} Case */
/**
 * `passed` counts events, and cases that have to be refused; `notRaised` those among them that only frames show to the engine; `answers` is what is compared with the other engines.
 *
 * @typedef {{ engine: string, runtime: string, passed: number, notRaised: number, reasons: Map<string, number>, failures: string[], answers: readonly Answer[] }} Outcome
 */

/**
 * Compares what one engine said with what the cases expect.
 *
 * @param {{ engine: string, runtime: string }} combination
 * @param {readonly Case[]} cases
 * @param {readonly Answer[] | string} answers
 * @returns {Outcome}
 */
export function check({ engine, runtime }, cases, answers) {
  /** @type {Outcome} */
  const outcome = { engine, runtime, passed: 0, notRaised: 0, reasons: new Map(), failures: [], answers: typeof answers === 'string' ? [] : answers }
  if (typeof answers === 'string') outcome.failures.push(answers)
  else if (answers.length !== cases.length) outcome.failures.push(`answered ${answers.length} of ${cases.length} cases`)
  else cases.forEach((one, index) => checkCase(outcome, one, answers[index] ?? { events: [] }))
  return outcome
}

/**
 * @param {Outcome} outcome
 * @param {Case} one
 * @param {Answer} answer
 */
function checkCase(outcome, one, answer) {
  if (one.error !== undefined || answer.error !== undefined) {
    const [found, expected] = [`${answer.error ?? 'no error'} in line ${answer.line ?? 0}`, `${one.error ?? 'no error'} in line ${one.line ?? 0}`]
    if (found === expected) outcome.passed++
    else outcome.failures.push(`${one.name}: ${found} instead of ${expected}`)
    return
  }
  if (answer.image !== true) outcome.failures.push(`${one.name}: the image of its rules judges otherwise than the rules`)
  one.event?.forEach(({ expect }, index) => {
    const said = answer.events[index]
    if (said === undefined) return outcome.failures.push(`${one.name}: event ${index} was not answered`)
    if (said.notRaised !== undefined) {
      outcome.notRaised++
      outcome.reasons.set(said.notRaised, (outcome.reasons.get(said.notRaised) ?? 0) + 1)
    }
    const verdicts = Object.entries(said.verdicts)
    const wrong = verdicts.filter(([, verdict]) => !fits(verdict, expect))
    if (verdicts.length > 0 && wrong.length === 0) return outcome.passed++
    const [way, verdict] = wrong[0] ?? ['no way', { response: 'none', rules: [] }]
    return outcome.failures.push(`${one.name}: event ${index} (${way}): the response is \`${verdict.response}\`${Array.isArray(expect) ? ` by \`${verdict.rules.join()}\`` : ''}, expected is \`${String(expect)}\``)
  })
}

/**
 * @param {import('../../conformance/runners/judge.mjs').Verdict} verdict
 * @param {boolean | string | string[]} expect
 */
function fits({ response, rules }, expect) {
  if (Array.isArray(expect)) return response !== 'not judged' && [...rules].sort().join() === [...expect].sort().join()
  if (typeof expect === 'string') return response === expect
  return expect ? ['log', 'alert', 'block', 'kill'].includes(response) : response === 'none'
}

/**
 * Where engines differ, in the response, the rules, or the rules that were taken out, or one of them in its own ways and rounds.
 *
 * @param {readonly Case[]} cases
 * @param {readonly Outcome[]} outcomes
 * @returns {string[]} a line each
 */
export function disagreements(cases, outcomes) {
  const compared = outcomes.filter(({ answers }) => answers.length === cases.length)
  return cases.flatMap(({ name }, index) => {
    /** @type {Map<string, string[]>} */
    const said = new Map()
    for (const { engine, runtime, answers } of compared) {
      const text = JSON.stringify(answers[index])
      said.set(text, [...(said.get(text) ?? []), `${engine} on ${runtime}`])
    }
    return said.size <= 1 ? [] : [`${name}: ${[...said.values()].map((who) => who.join(', ')).join(' | ')}`]
  })
}
