import http from 'node:http'

const connections = 16

/**
 * Asks a server for paths in turn, over connections that are kept.
 *
 * @param {number} port
 * @param {readonly string[]} paths
 * @param {number} requests
 * @returns {Promise<string>} how many answers there were of each kind
 */
export async function askAll(port, paths, requests) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  /** @type {Map<string, number>} */
  const answers = new Map()
  let asked = 0
  const one = (/** @type {string} */ path) =>
    new Promise((resolve, reject) => {
      http.get({ port, host: '127.0.0.1', path, agent }, (response) => {
        let length = 0
        response.on('data', (/** @type {Buffer} */ chunk) => { length += chunk.length })
        response.on('end', () => {
          const kind = `${response.statusCode} with ${length} bytes`
          answers.set(kind, (answers.get(kind) ?? 0) + 1)
          resolve(undefined)
        })
      }).on('error', reject)
    })
  await Promise.all(Array.from({ length: connections }, async () => {
    while (asked < requests) await one(paths[asked++ % paths.length] ?? '/')
  }))
  agent.destroy()
  return [...answers].map(([kind, count]) => `${count} x ${kind}`).toSorted().join(', ')
}
