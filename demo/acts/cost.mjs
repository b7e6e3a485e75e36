import { Agent, get } from 'node:http'
import { performance } from 'node:perf_hooks'
import { run, start } from '../support/application.mjs'
import { useSlugWords } from '../support/install.mjs'
import { register, server } from '../support/places.mjs'
import { check, dim, heading, say } from '../support/screen.mjs'

const startRounds = 15
const requestRounds = 21
const requests = 400
const connections = 8

/** The order of the two sides in an even round; in an odd one it is the other way round. */
const order = /** @type {const} */ (['plain', 'overt'])
const plain = [server]
const overt = ['--require', register, server]

export async function cost() {
  heading('4  cost: the same application, plain and under overt')
  useSlugWords('slug-words-clean')
  say(`The clean slug-words 1.4.1, the rules that ship, monitor. Plain Node and overt in turn; medians of the rounds, each compared with its neighbour; ${startRounds} starts, ${requestRounds} rounds of ${requests} requests each.\n`)
  const started = await inTurn(startRounds, (given) => () => startUp(given))
  say(`  start-up    ${started.ratio.toFixed(2)} of plain Node's time   (plain ${started.plain.toFixed(0)} ms, ${added(started.added)} ms)`)
  const served = await requestsInTurn()
  say(`  a request   ${served.ratio.toFixed(2)} of plain Node's time   (plain ${(served.plain * 1000).toFixed(0)} us, ${added(served.added * 1000)} us)`)
  say(`\nThis machine, this moment: other work on it shows. Again: ${dim('npm run demo -- --act cost')}   More cases: ${dim('npm run bench')}`)
  check(started.ratio > 0 && served.ratio > 0, 'every start and every answer was right on both sides')
}

/** @param {number[]} values an odd number of them */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

/** @param {number} time */
const added = (time) => `${time < 0 ? '-' : '+'}${Math.abs(time).toFixed(0)}`

/** @param {readonly string[]} given @returns {Promise<number>} milliseconds */
async function startUp(given) {
  const from = performance.now()
  const { status, out, errors } = await run(given, { DEMO_START_ONLY: '1' })
  const time = performance.now() - from
  if (status !== 0 || !out.startsWith('listening ')) throw new Error(`the start failed: ${errors}`)
  return time
}

/**
 * @param {number} rounds
 * @param {(given: readonly string[]) => () => Promise<number>} side
 */
async function inTurn(rounds, side) {
  const sides = { plain: side(plain), overt: side(overt) }
  /** @type {{ plain: number[], added: number[], ratio: number[] }} */
  const times = { plain: [], added: [], ratio: [] }
  for (let round = -2; round < rounds; round++) {
    const found = { plain: 0, overt: 0 }
    for (const name of round % 2 === 0 ? order : order.toReversed()) found[name] = await sides[name]()
    if (round < 0) continue
    times.plain.push(found.plain)
    times.added.push(found.overt - found.plain)
    times.ratio.push(found.overt / found.plain)
  }
  return { plain: median(times.plain), added: median(times.added), ratio: median(times.ratio) }
}

async function requestsInTurn() {
  const servers = { plain: await start(plain), overt: await start(overt) }
  try {
    return await inTurn(requestRounds, (given) => {
      const { port } = given === plain ? servers.plain : servers.overt
      const agent = new Agent({ keepAlive: true, maxSockets: connections })
      return () => serve(port, agent)
    })
  } finally {
    await Promise.all([servers.plain.stop(), servers.overt.stop()])
  }
}

/** @param {number} port @param {Agent} agent @returns {Promise<number>} milliseconds a request */
async function serve(port, agent) {
  let left = requests
  const from = performance.now()
  const one = async () => {
    while (left-- > 0) if ((await ask(port, agent)) !== '{"item":"tea","left":12}') throw new Error('a wrong answer')
  }
  await Promise.all(Array.from({ length: connections }, one))
  return (performance.now() - from) / requests
}

/** @param {number} port @param {Agent} agent @returns {Promise<string>} */
const ask = (port, agent) =>
  new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/stock/tea', agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve(text))
    }).on('error', reject)
  })
