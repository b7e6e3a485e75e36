'use strict'
const fastify = require(require.resolve('fastify', { paths: [process.cwd()] }))
const { listening, user } = require('./users.cjs')

const app = fastify({ forceCloseConnections: true })
app.addHook('onRequest', async (request, reply) => { reply.header('x-powered-by', 'bench') })
app.get('/users/:id', (request) => user(request.params.id))
app.listen({ port: 0, host: '127.0.0.1' }).then(() => { listening(app.server.address().port, () => app.close()) })
