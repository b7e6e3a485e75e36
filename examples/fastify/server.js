import process from 'node:process'
import Fastify from 'fastify'
import { addAuditHook } from 'overt'

// The application's own word, besides the rules: nothing here starts a process.
addAuditHook(
  (name) => {
    throw new Error(`${name} is not for this server`)
  },
  { events: ['process.spawn'] },
)

const server = Fastify()
server.get('/', () => 'hello')
const address = await server.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(address)

process.on('SIGTERM', () => {
  void server.close()
})
