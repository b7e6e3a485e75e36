'use strict'
// Does a case's operations: some to warm up, then those that are counted, and says what these allocated.
const { join } = require('node:path')

const [, , name, warm, counted, options] = process.argv
const { setup, answer } = require(join(__dirname, '../cases', `${name}.cjs`))

async function main() {
  const run = await setup(JSON.parse(options))
  await run(Number(warm))
  const before = process.memoryUsage().heapUsed
  const found = Number(counted) === 0 ? 0 : await run(Number(counted))
  const bytes = process.memoryUsage().heapUsed - before
  if (found !== answer(Number(counted))) throw new Error(`the answer is ${found}`)
  run.close?.()
  process.stdout.write(`bytes ${bytes}\n`)
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
