import { join } from 'node:path'
import { collector, start, wrongAnswers } from './application.mjs'
import { command, policy, records, server } from './places.mjs'
import { follow } from './record.mjs'

/** What the compromised package does at load, in this order; `rule` is the title of the rule that must match. */
export const steps = [
  { event: 'fs.open', does: 'reads ~/.npmrc', rule: 'A dependency opens a file of credentials' },
  { event: 'env.list', does: 'lists the environment', rule: 'A dependency lists the environment' },
  { event: 'code.eval', does: 'decodes a string, runs it', rule: 'A dependency turns text into code that reaches outside' },
  { event: 'dns.lookup', does: 'looks up its collector', rule: 'A dependency looks up the collector' },
  { event: 'net.connect', does: 'connects to it', rule: 'A dependency connects to the collector' },
  { event: 'process.spawn', does: 'starts a shell', rule: 'A dependency starts a shell' },
]

/**
 * Runs the application with the compromised package under overt, asks it, and ends it.
 *
 * @param {'monitor' | 'enforce'} mode
 */
export async function attacked(mode) {
  const record = join(records, `${mode}.jsonl`)
  const notes = join(records, `${mode}.notes`)
  const reached = await collector()
  const following = follow(notes, record)
  const given = [command, 'run', '--mode', mode, '--config', policy, '--log', record, server]
  try {
    const application = await start(given, { DEMO_NOTES: notes, DEMO_COLLECTOR: String(reached.port) })
    await following.until(steps.length)
    const wrong = await wrongAnswers(application.port)
    const status = await application.stop()
    return { record, seen: following.seen, connections: reached.count(), wrong, status, errors: application.errors() }
  } finally {
    following.end()
    reached.close()
  }
}
