'use strict'
// An HTTP server that touches files and names as servers do; tells its port, then of its memory every 250 ms, until its standard output is closed.
const { createServer } = require('node:http')
const { readFile, stat } = require('node:fs/promises')

const server = createServer((request, response) => {
  Promise.all([readFile(__filename, 'utf8'), stat('.')]).then(([text]) => {
    response.setHeader('x-home', process.env.HOME ?? '')
    response.end(text.slice(0, 512) + request.url)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${server.address().port}\n`)
  let told = 0
  setInterval(() => {
    globalThis.gc()
    const { heapUsed, rss } = process.memoryUsage()
    process.stdout.write(`${++told} ${heapUsed} ${rss}\n`)
  }, 250)
})
process.on('SIGTERM', () => process.exit())
