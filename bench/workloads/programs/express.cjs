'use strict'
const express = require(require.resolve('express', { paths: [process.cwd()] }))
const { listening, user } = require('./users.cjs')

const app = express()
app.use(express.json())
app.use((request, response, next) => { response.set('x-powered-by', 'bench'); next() })
app.get('/users/:id', async (request, response) => { response.json(await user(request.params.id)) })
const server = app.listen(0, '127.0.0.1', () => {
  listening(server.address().port, () => { server.close(); server.closeAllConnections() })
})
