import test from 'ava'
import { engines } from './support/engines.ts'

/** By the number of rounds: the most that a native build takes, one more, and what no build takes. */
const expressions: readonly (readonly [part: string, most: number])[] = [['abc', 174_760], ['[a-z]', 233_014], ['(a|b|cd)', 65_535]]

for (const engine of engines) {
  const refused = (source: string): boolean => {
    const text = `title: Large\nlogsource: { category: process_creation }\ndetection: { selection: { CommandLine|re: '${source}' }, condition: selection }`
    const { diagnostics } = engine.compile([{ name: 'large.yml', text }], { products: ['linux'] })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.some(({ code, message }) => code !== 'OVERT_RULE_REGEX' || !message.includes('it takes more than 16777216 bytes of memory'))) throw new Error(JSON.stringify(errors))
    return errors.length > 0
  }
  test(`${engine.kind}: what a native build has room for is compiled, and what no build has room for is not`, (t) => {
    for (const [part, most] of expressions) {
      t.false(refused(`(?:${part}){${String(most)}}`), part)
      t.is(refused(`(?:${part}){${String(most + 1)}}`), engine.kind === 'native', `${part}: a state takes less where addresses have 32 bits`)
      t.true(refused(`(?:${part}){${String(3 * most)}}`), part)
    }
  })
}
