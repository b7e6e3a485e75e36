// SIGKILL at a random moment.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../run/root.mjs'
import { ended, inFolder, start } from './program.mjs'

const rules = `title: no such code
id: 00000000-0000-4000-8000-000000000001
logsource: { category: code_eval }
detection: { selection: { Code|contains: forbidden }, condition: selection }
level: high
response: block
`
/** What a killed process may leave: a stream without its end, and a part of its last line. */
const expected = /has no `overt\.stop`|the last line is torn/

/** @param {string} node @param {number} times @returns {Promise<readonly string[]>} what went wrong */
export async function soakKills(node, times) {
  const problems = []
  let alerts = 0
  let streams = 0
  for (let time = 0; time < times; time++) {
    await inFolder(async (folder) => {
      const log = join(folder, 'log.jsonl')
      const child = start(node, folder, 'alerts.cjs', { log, record: ['application.event'], rules })
      child.stderr?.resume()
      let told = ''
      const end = ended(child)
      // One in three while its workers are still starting.
      const threads = time % 3 === 0 ? [0] : [0, 1, 2]
      const running = new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        child.stdout.setEncoding('utf8').on('data', (text) => {
          told += text
          if (threads.every((thread) => told.includes(`${thread}-`))) resolve()
        })
      })
      await Promise.race([running, end])
      await pause(Math.random() * 400)
      child.kill('SIGKILL')
      const { signal } = await end
      if (signal !== 'SIGKILL') problems.push(`the process ended by itself, before it was killed`)
      const text = readFileSync(log, 'utf8')
      // A name whose line has no end was being written when the process was killed.
      const names = told.split('\n').slice(0, -1)
      alerts += names.length
      for (const name of names) if (!text.includes(`forbidden ${name} `)) problems.push(`the operation of \`${name}\` went on, and its alert is not in the record`)
      const verified = spawnSync(process.execPath, [join(root, 'packages/overt/dist/overt.cjs'), 'log', 'verify', '--json', log], { encoding: 'utf8' })
      /** @type {{ streams: readonly unknown[], problems: readonly { message: string }[] }} */
      const found = JSON.parse(verified.stdout)
      streams += found.streams.length
      for (const { message } of found.problems) if (!expected.test(message)) problems.push(message)
    })
  }
  console.log(`  kills: ${times}, ${streams} streams, ${alerts} operations that went on after an alert`)
  if (alerts < times) problems.push(`only ${alerts} alerts in ${times} processes: they were killed too early to show anything`)
  return problems
}
