import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { events } from '@overt/core'
import { temporaryFolder } from '../temporary-folder.ts'
import { folder } from './addon.ts'

/** The events that this runtime cannot raise, by name, with the reason that their probes give. */
export type Gaps = Readonly<Record<string, string>>

/**
 * Asks the probes: an empty program is run under overt with every event wanted, and its record says what is missing. Empty where the program cannot be run;
 * then only what no runtime raises is known.
 *
 * @throws {OvertError} `OVERT_WRITE` where nothing temporary can be written
 */
export function gapsHere(): Gaps {
  const place = temporaryFolder('overt-events-')
  try {
    const log = join(place, 'log.jsonl')
    const configuration = join(place, 'overt.yml')
    // JSON is YAML.
    writeFileSync(configuration, JSON.stringify({ mode: 'monitor', rules: [], log, record: events.map(({ name }) => name) }))
    const env = { PATH: process.env['PATH'], OVERT_CONFIG: configuration }
    spawnSync(process.execPath, ['--require', join(folder, 'register.cjs'), '--eval', ''], { env, stdio: 'ignore' })
    return gapsOf(readFileSync(log, 'utf8'))
  } catch {
    return {}
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function gapsOf(record: string): Gaps {
  const gaps: Record<string, string> = {}
  for (const line of record.trim().split('\n')) {
    const { event, fields } = JSON.parse(line) as { event: string; fields: { event?: string; reason?: string; detail?: string } }
    if (event === 'overt.gap' && fields.event !== undefined) gaps[fields.event] = `${fields.reason ?? ''}: ${fields.detail ?? ''}`
  }
  return gaps
}
