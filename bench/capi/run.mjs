// `node bench/capi/run.mjs`: the C interface against the same calls in Rust, one process, in turn; then both by instructions. See bench/README.md.
import { join } from 'node:path'
import process from 'node:process'
import { buildCapi, prefix } from '../../scripts/build/capi.mjs'
import { command, must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'

const library = join(prefix, 'lib', process.platform === 'darwin' ? 'libovert.dylib' : 'libovert.so')
const cargo = ['bench', '--locked', '--quiet', '--package', 'overt-capi', '--bench', 'capi']
const ways = { frame: 'evaluate', values: 'value by value' }
const events = { benign: 'no rule matches', matches: 'one rule matches' }
/** Calls that are counted, after as many that are not. */
const calls = 2000

await entry(async () => {
  await buildCapi()
  await must('cargo', [...cargo, '--', library], { show: true })
  if ((await command('valgrind', ['--version'])).status !== 0) {
    console.log('\nskipped: valgrind is not installed, and no instructions are counted')
    return
  }
  const program = await built()
  console.log(`\n${'instructions of one call (callgrind)'.padEnd(44)}${'Rust'.padStart(12)}${'C'.padStart(12)}${'ratio'.padStart(9)}`)
  for (const [event, what] of Object.entries(events)) {
    for (const [way, name] of Object.entries(ways)) {
      const rust = await counted(program, ['rust', way, event])
      const c = await counted(program, ['c', way, event])
      console.log(`${`${name}, ${what}`.padEnd(44)}${rust.toFixed(0).padStart(12)}${c.toFixed(0).padStart(12)}${(c / rust).toFixed(3).padStart(9)}`)
    }
  }
})

/** The bench's executable, which Cargo has made just now. */
async function built() {
  const messages = (await must('cargo', [...cargo, '--no-run', '--message-format=json'])).split('\n')
  const made = messages.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)).find((message) => message.reason === 'compiler-artifact' && message.target.name === 'capi' && message.executable !== null)
  if (made === undefined) throw new Error('Cargo made no bench')
  return made.executable
}

/** Instructions of one call once it is warm: a process that makes some more, less one that does not. @param {string} program @param {readonly string[]} given */
async function counted(program, given) {
  const run = async (/** @type {number} */ times) => {
    const text = await must('valgrind', ['--tool=callgrind', '--callgrind-out-file=/dev/null', program, library, ...given, String(times)], { seconds: 280 })
    const instructions = Number(/Collected : (\d+)/.exec(text)?.[1])
    if (!Number.isFinite(instructions)) throw new Error(`callgrind counted nothing: ${text.slice(-500)}`)
    return instructions
  }
  return (await run(2 * calls) - await run(calls)) / calls
}
