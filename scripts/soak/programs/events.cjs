'use strict'
// Events without end; tells of its memory a hundred times on the way: events so far, bytes of heap in use, bytes resident.
const { audit } = require(process.env.PRELOAD)
const events = Number(process.argv[2])
const step = Math.max(1, Math.floor(events / 100))

function some(done) {
  const end = Math.min(events, done + step)
  for (let i = done; i < end; i++) audit('soak.tick', { i, text: `value ${i}` })
  globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  process.stdout.write(`${end} ${heapUsed} ${rss}\n`)
  if (end < events) setImmediate(some, end)
}
some(0)
