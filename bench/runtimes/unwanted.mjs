// `unwanted.mjs FILE`: `openSync` and `closeSync` of a file by the function that is there, against the runtime's own, which `keep.mjs` kept before: both in one process, in turn, in rounds
// of some 60 microseconds, so that hardly any round is interrupted and whatever the machine does is alike for both. Two processes differ by two or three hundredths though they run the same.
// Prints as JSON whether overt has put one in its place, and the medians: the ratio, and nanoseconds of the runtime's own. `unwanted.mjs FILE same` compares the runtime's own with itself;
// `unwanted.mjs FILE asked PRELOAD` asks for overt first, as who adds a hook does.
import fs from 'node:fs'
import process from 'node:process'

const calls = 20
const rounds = 8000
const warm = 300
const [, , file = '', compared, preload = ''] = process.argv
if (compared === 'asked') await import(preload)
/** @typedef {(file: string) => number} Open */
const own = /** @type {Open} */ (Reflect.get(globalThis, 'ownOpenSync'))

/** A loop of its own for each, so that neither makes the other's calls slower. @returns {(open: Open) => number} milliseconds of a round */
function loop() {
  const run = /** @type {(open: Open, close: (descriptor: number) => void, file: string, calls: number) => number} */ (
    new Function('open', 'close', 'file', 'calls', 'let last = 0; for (let call = 0; call < calls; call++) { last = open(file); close(last) } return last')
  )
  return (open) => {
    const start = performance.now()
    const last = run(open, fs.closeSync, file, calls)
    const taken = performance.now() - start
    if (last <= 2) throw new Error(`the descriptor is ${last}`)
    return taken
  }
}

const [first, second] = [loop(), loop()]
const other = compared === 'same' ? own : fs.openSync
const ratios = []
const alone = []
for (let round = -warm; round < rounds; round++) {
  // Who begins changes from round to round.
  const before = round % 2 === 0 ? first(own) : 0
  const taken = second(other)
  const plain = round % 2 === 0 ? before : first(own)
  if (round < 0) continue
  ratios.push(taken / plain)
  alone.push(plain)
}
/** Not that of `compare.mjs`, which loads modules that this process is to be without. @param {number[]} values */
const median = (values) => values.toSorted((one, two) => one - two)[values.length >> 1] ?? Number.NaN
process.stdout.write(JSON.stringify({ replaced: own !== fs.openSync, ratio: median(ratios), plain: (median(alone) * 1e6) / calls }))
