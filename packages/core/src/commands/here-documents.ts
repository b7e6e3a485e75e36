import type { Words } from './shell-words.ts'
import { indexOf, slice } from '../primordials.ts'

/** Here-documents whose bodies follow, the last one first. */
export interface Documents {
  /** The line that ends it. */
  readonly end: string
  /** `<<-`: tabs before lines do not count. */
  readonly isIndented: boolean
  readonly before: Documents | undefined
}

/**
 * Reads the bodies that begin at `at`, each as a line, for a shell may be what it is given to, and as a document, of which a shell runs what is substituted. Returns
 * where the last one ends.
 */
export function readDocuments(text: string, at: number, documents: Documents, words: Words): number {
  let first: { readonly document: Documents; readonly next: typeof first } | undefined
  for (let document: Documents | undefined = documents; document !== undefined; document = document.before) first = { document, next: first }
  let place = at
  for (let each = first; each !== undefined; each = each.next) {
    const start = place
    const end = endOf(text, start, each.document)
    place = end.next
    const body = slice(text, start, end.start)
    if (body === '') continue
    words.line(body, 'shell')
    words.line(body, 'document')
  }
  return place
}

/** Where a body ends, and where the line behind it begins. */
function endOf(text: string, from: number, { end, isIndented }: Documents): { readonly start: number; readonly next: number } {
  let start = from
  while (start < text.length) {
    let newline = indexOf(text, '\n', start)
    if (newline === -1) newline = text.length
    let begins = start
    if (isIndented) while (slice(text, begins, begins + 1) === '\t') begins++
    if (newline - begins === end.length && slice(text, begins, newline) === end) return { start, next: newline + 1 }
    start = newline + 1
  }
  return { start: text.length, next: text.length }
}
