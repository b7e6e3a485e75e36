import process from 'node:process'

const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const paint = (/** @type {string} */ code) => (/** @type {string} */ text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
export const bold = paint('1')
export const dim = paint('2')
export const red = paint('31')
export const green = paint('32')

/** @param {string} [text] */
export const say = (text = '') => void process.stdout.write(`${text}\n`)

/** @param {string} title */
export function heading(title) {
  say(`\n${bold(title)}\n${'─'.repeat(title.length)}`)
}

/** Something that a person would see in a terminal. @param {string} text */
export const quote = (text) => say(text.trimEnd().split('\n').map((line) => `    ${line}`).join('\n'))

let failures = 0
/** How many checks have failed so far. */
export const failed = () => failures

/**
 * Says one thing that must hold, and whether it does.
 *
 * @param {boolean} holds
 * @param {string} what
 * @param {unknown} [found] shown where it does not hold
 */
export function check(holds, what, found) {
  if (!holds) failures++
  say(`  ${holds ? green('✓') : red('✗')} ${what}${holds || found === undefined ? '' : `; found: ${typeof found === 'string' ? found : JSON.stringify(found)}`}`)
}
