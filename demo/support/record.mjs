import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * @typedef {{ event: string, fields: Record<string, unknown>, package?: { name: string | null, version?: string, chain?: string[] }, rules?: { id: string, title: string }[], response?: string, outcome: string }} Entry
 * @typedef {{ step: string, refused: boolean, error?: string, message?: string }} Note
 * @typedef {Note & { recorded: Entry | undefined }} Seen a note, and the line that the record held at that moment
 */

/** @param {string} file @returns {any[]} */
const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').flatMap(parsed) : [])

/** The last line may still be being written. @param {string} line */
function parsed(line) {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

/** @param {string} file @returns {Entry[]} */
export const entries = (file) => lines(file)

/** The lines that a rule matched. @param {string} file */
export const matched = (file) => entries(file).filter(({ rules }) => rules !== undefined && rules.length > 0)

/**
 * Follows the compromised package: whenever it says what became of a step it waits, and the record is read before it may go on.
 *
 * @param {string} notes
 * @param {string} record
 * @returns {{ seen: Seen[], until: (count: number) => Promise<void>, end: () => void }}
 */
export function follow(notes, record) {
  /** @type {Seen[]} */
  const seen = []
  const timer = setInterval(() => {
    for (const note of lines(notes).slice(seen.length)) {
      seen.push({ ...note, recorded: matched(record).find(({ event }) => event === note.step) })
      writeFileSync(`${notes}.${note.step}`, '')
    }
  }, 2)
  return {
    seen,
    async until(count) {
      const end = Date.now() + 20_000
      while (seen.length < count && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    end: () => clearInterval(timer),
  }
}
