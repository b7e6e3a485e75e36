'use strict'
// One side of a comparison: waits for a line with a number of operations, does them, answers with the nanoseconds that each took.
const { createInterface } = require('node:readline')

const { hrtime } = process
const [, , file, options] = process.argv
const bench = require(file)

async function main() {
  const run = await bench.setup(JSON.parse(options))
  const lines = createInterface({ input: process.stdin })
  process.stdout.write('ready\n')
  for await (const line of lines) {
    const operations = Number(line)
    if (operations === 0) break
    const start = hrtime.bigint()
    const answer = await run(operations)
    const nanoseconds = Number(hrtime.bigint() - start) / operations
    const expected = bench.answer(operations)
    if (answer !== expected) throw new Error(`the answer is ${answer}, it should be ${expected}`)
    process.stdout.write(`${nanoseconds}\n`)
  }
  run.close?.()
  lines.close()
  process.stdin.destroy()
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
