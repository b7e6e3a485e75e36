'use strict'
const express = require('express')

const app = express()
app.get('/', (request, response) => response.send('hello'))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`http://127.0.0.1:${server.address().port}`)
})

process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
