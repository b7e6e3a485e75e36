'use strict'
const http = require('node:http')

const connections = 16
const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
let port = 0

const request = () =>
  new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', agent }, (response) => {
        let length = 0
        response.on('data', (chunk) => (length += chunk.length))
        response.on('end', () => resolve(length))
      })
      .on('error', reject)
  })

process.on('message', async (message) => {
  if (message.port !== undefined) {
    port = message.port
    return
  }
  let left = message.operations
  let characters = 0
  const one = async () => {
    while (left-- > 0) {
      const length = await request()
      characters += length
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  process.send(characters)
})
process.on('disconnect', () => process.exit())
