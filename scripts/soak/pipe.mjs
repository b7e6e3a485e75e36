// Events into a pipe that is read away.
import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { growing, sampleOf } from './memory.mjs'
import { ended, inFolder, start } from './program.mjs'

/** @param {string} node @param {number} events @returns {Promise<readonly string[]>} what went wrong */
export const soakPipe = (node, events) => inFolder(async (folder) => {
  const pipe = join(folder, 'pipe')
  if (spawnSync('mkfifo', [pipe]).status !== 0) return ['`mkfifo` is missing']
  const child = start(node, folder, 'events.cjs', { log: pipe, record: ['application.event'], options: ['--expose-gc'], args: [String(events)] })
  const end = ended(child)
  const record = createInterface({ input: createReadStream(pipe) })
  let lines = 0
  let last = ''
  const read = new Promise((resolve) => { record.on('line', (line) => { lines++; last = line }).once('close', resolve) })
  /** @type {import('./memory.mjs').Sample[]} */
  const samples = []
  createInterface({ input: child.stdout }).on('line', (line) => { samples.push(sampleOf(line)) })
  const { status } = await end
  await read
  const problems = [...growing(samples)]
  if (status !== 0) problems.push(`the process ended with ${status}`)
  /** @type {{ event: string, fields: { records: number, dropped: number } }} */
  const stop = JSON.parse(last)
  console.log(`  pipe: ${lines} lines, ${stop.fields.dropped} dropped`)
  if (stop.event !== 'overt.stop') problems.push(`the last line is no \`overt.stop\`: ${last}`)
  if (lines !== stop.fields.records + 1) problems.push(`\`overt.stop\` counts ${stop.fields.records} lines before it, ${lines - 1} came`)
  // overt.start comes before them.
  if (lines + stop.fields.dropped < events + 2) problems.push(`${events} events, and ${lines} lines with ${stop.fields.dropped} dropped`)
  return problems
})
