// Rules and events made at random, judged by overt and by pySigma's own reading of the rules: what pySigma makes of a rule is a tree, and scripts/pysigma/judge.py says what the tree means.
//   node scripts/pysigma.mjs [--rules N] [--events N] [--seed N] [--python COMMAND]
// So many rules (5,000), each against so many events (150); the same seed gives the same. A difference is known where scripts/pysigma/expected.json has the reason; any other fails this run.
// pySigma comes from PyPI into .runtimes/pysigma; where there is no Python or no PyPI, that is said and nothing is compared. Needs `npm run build`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { compare } from './pysigma/compare.mjs'
import { judgedByOvert } from './pysigma/overt.mjs'
import { python, version } from './pysigma/python.mjs'
import { command } from './run/command.mjs'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'

const BATCH = 100

/**
 * The text of a rule, which lies with those that overt refuses where it does.
 *
 * @param {string} folder
 * @param {string} id
 */
const rule = (folder, id) => readFileSync(['rules', 'refused'].map((name) => join(folder, name, `${id}.yml`)).find((file) => existsSync(file)) ?? '', 'utf8')

await entry(async () => {
  const { values } = parseArgs({
    options: {
      rules: { type: 'string', default: '5000' },
      events: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
      python: { type: 'string', default: 'python3' },
    },
  })
  const interpreter = await python(values.python)
  if ('missing' in interpreter) {
    console.log(`skipped: ${interpreter.missing}`)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'overt-pysigma-'))
  try {
    const batches = Math.ceil(Number(values.rules) / BATCH)
    const program = join(root, 'scripts/pysigma/main.py')
    const made = await command(interpreter.path, ['-B', program, folder, values.seed, String(batches), String(BATCH), values.events])
    if (made.status !== 0) throw new Error(made.output)
    /** @type {import('./pysigma/compare.mjs').Answers} */
    const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
    const found = compare(answers, judgedByOvert(folder), Number(values.events), (id) => rule(folder, id))
    console.log(`pySigma ${version}: ${batches * BATCH} rules; ${found.both} loaded by both, ${found.neither} by neither; ${found.pairs} pairs, ${found.matches} of them matches`)
    for (const [reason, count] of found.known) console.log(`  known: ${count} rules: ${reason}`)
    for (const line of found.unknown.slice(0, 50)) console.log(line)
    console.log(`${found.both - found.unknown.length} passed, ${found.unknown.length} failed`)
    if (found.unknown.length > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
