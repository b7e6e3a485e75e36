'use strict'
// The server under test lives in this process; the client is a process of its own that overt does not see (http-client.cjs).
const http = require('node:http')
const { fork } = require('node:child_process')
const { join } = require('node:path')

exports.setup = async ({ plainNode }) => {
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/plain')
    response.end('hello')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = fork(join(__dirname, 'http-client.cjs'), [], { execPath: plainNode, execArgv: [], env: {} })
  client.send({ port: server.address().port })
  const run = (operations) =>
    new Promise((resolve) => {
      client.once('message', resolve)
      client.send({ operations })
    })
  run.close = () => {
    client.disconnect()
    server.close()
    server.closeAllConnections()
  }
  return run
}
exports.answer = (operations) => operations * 'hello'.length
exports.operations = 2000
