'use strict'
// What following requests costs where most is done by promises: nothing before the first request has come, so one comes first.
const http = require('node:http')

const add = async (a, b) => a + (await b)
const once = (server) => new Promise((resolve) => {
  http.get({ port: server.address().port, agent: false }, (answer) => answer.resume().on('end', resolve))
})
exports.setup = async () => {
  const server = http.createServer((request, response) => response.end())
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await once(server)
  server.close()
  return async (operations) => {
    let sum = 0
    for (let i = 0; i < operations; i++) sum = await add(sum, 1)
    return sum
  }
}
exports.answer = (operations) => operations
exports.operations = 100_000
