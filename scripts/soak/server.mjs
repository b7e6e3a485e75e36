// A server at saturation.
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { growing, sampleOf } from './memory.mjs'
import { ended, inFolder, start } from './program.mjs'

const connections = 16

/** @param {string} node @param {number} seconds @returns {Promise<readonly string[]>} what went wrong */
export const soakServer = (node, seconds) => inFolder(async (folder) => {
  const child = start(node, folder, 'server.cjs', { log: join(folder, 'log.jsonl'), record: ['*'], options: ['--expose-gc'] })
  const end = ended(child)
  const lines = createInterface({ input: child.stdout })
  const port = Number(await new Promise((resolve) => { lines.once('line', resolve) }))
  /** @type {import('./memory.mjs').Sample[]} */
  const samples = []
  lines.on('line', (line) => { samples.push(sampleOf(line)) })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let going = true
  let answered = 0
  /** @type {string[]} */
  const problems = []
  /** @param {string} path @returns {Promise<void>} */
  const ask = (path) => new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => { text += part }).once('end', () => {
        if (response.statusCode === 200 && text.endsWith(path)) answered++
        else if (problems.length < 5) problems.push(`an answer is wrong: ${response.statusCode}`)
        resolve()
      })
    }).once('error', (error) => {
      if (going && problems.length < 5) problems.push(error.message)
      resolve()
    })
  })
  const clients = Array.from({ length: connections }, async (_, client) => {
    for (let n = 0; going; n++) await ask(`/${client}/${n}`)
  })
  await Promise.race([pause(seconds * 1000), end])
  going = false
  await Promise.all(clients)
  agent.destroy()
  child.kill('SIGTERM')
  const { status } = await end
  if (status !== 0) problems.push(`the server ended with ${status}`)
  console.log(`  server: ${answered} answers in ${seconds} s`)
  if (answered === 0) problems.push('no answer')
  return [...problems, ...growing(samples)]
})
