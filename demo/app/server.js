'use strict'
// An application as there are many: Express, a few routes, a small dependency for its titles.
const express = require('express')
const { pageTitle } = require('page-title')

const app = express()
app.get('/', (request, response) => response.send(`<h1>${pageTitle('  fresh   COFFEE beans ')}</h1>`))
app.get('/stock/:item', (request, response) => response.json({ item: request.params.item, left: 12 }))

const server = app.listen(0, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`listening ${server.address().port}`)
  if (process.env.DEMO_START_ONLY) stop()
})

function stop() {
  server.close()
  server.closeAllConnections()
}
process.on('SIGTERM', stop)
