// Nanoseconds of one `openSync` and `closeSync`, median of rounds, as JSON: with the preload and a rule for another event, or without anything.
import fs from 'node:fs'
import process from 'node:process'

const rounds = 40
const calls = 5_000
const file = process.argv[2] ?? ''
const times = []
for (let round = 0; round < rounds; round++) {
  const start = performance.now()
  let last = 0
  for (let call = 0; call < calls; call++) {
    last = fs.openSync(file)
    fs.closeSync(last)
  }
  times.push(((performance.now() - start) * 1e6) / calls)
  if (last <= 2) throw new Error(`the descriptor is ${last}`)
}
times.sort((a, b) => a - b)
process.stdout.write(JSON.stringify(times[rounds / 2]))
