// What holds under load and at a sudden end: memory is flat, and no alert is lost.
//   node scripts/soak.mjs [--node PATH] [--kills 50] [--events 10000000] [--seconds 60] [--only kills,pipe,server]
// kills:  a process with two workers is killed (SIGKILL) at a random moment, so many times: every stream of its record verifies up to its last whole line, and every
//         alert is there whose operation went on.
// pipe:   so many events are recorded into a pipe that is read away; none is missing or uncounted, and memory does not grow with them.
// server: an HTTP server, every event recorded, answers as many requests as it can for so many seconds; memory does not grow.
// The last line is `N passed, N failed`. `npm test` runs it with small numbers.
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { entry } from './run/progress.mjs'
import { soakKills } from './soak/kills.mjs'
import { soakPipe } from './soak/pipe.mjs'
import { soakServer } from './soak/server.mjs'

await entry(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: process.execPath },
      kills: { type: 'string', default: '50' },
      events: { type: 'string', default: '10000000' },
      seconds: { type: 'string', default: '60' },
      only: { type: 'string', default: 'kills,pipe,server' },
    },
  })
  const parts = values.only.split(',')
  const node = resolve(values.node)
  let passed = 0
  let failed = 0
  /** @param {string} name @param {() => Promise<readonly string[]>} run gives what went wrong */
  const part = async (name, run) => {
    if (!parts.includes(name)) return
    const problems = await run()
    for (const problem of problems) console.log(`  ✗ ${name}: ${problem}`)
    if (problems.length === 0) passed++
    else failed++
  }
  await part('kills', () => soakKills(node, Number(values.kills)))
  await part('pipe', () => soakPipe(node, Number(values.events)))
  await part('server', () => soakServer(node, Number(values.seconds)))
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
})
