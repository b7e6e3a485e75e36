'use strict'
// Three threads: events that wait for their time to be written, and now and then one that a rule would refuse. What has gone on after such a one is told on the
// standard output, at once.
const { writeSync } = require('node:fs')
const { isMainThread, threadId, Worker } = require('node:worker_threads')
const { audit } = require(process.env.PRELOAD)

if (isMainThread) {
  for (let i = 0; i < 2; i++) new Worker(__filename)
}
let n = 0
function some() {
  for (let i = 0; i < 20; i++) audit('soak.tick', { i })
  const name = `${threadId}-${n++}`
  eval(`"forbidden ${name} "`)
  writeSync(1, `${name}\n`)
  setImmediate(some)
}
some()
