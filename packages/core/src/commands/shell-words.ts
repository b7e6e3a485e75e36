import { indexOf, lastIndexOf, slice, startsWith } from '../primordials.ts'


/**
 * Whose rules a text is split by: a POSIX shell's, with what bash adds; those of `env -S`, which knows quotes and no operators; cmd's; of a here-document, in
 * which only what is substituted runs.
 */
export type Language = 'shell' | 'split' | 'cmd' | 'document'

/** By which sign variables are put into a word, all of which have it; '' for none. */
export type Expanded = '' | '$' | '%'

/** Where the words of a line go, without quotes and redirections. */
export interface Words {
  word(word: string, expanded: Expanded): void
  /** A command ends, and another may follow: `;`, `|`, `&`, a new line, a bracket. */
  end(): void
  /** For commands that run apart: `$(...)`. */
  below(): Words
  /** A text that is a line of its own: between backquotes, of a here-document, after `<<<`. */
  line(text: string, language: Language): void
  /** Whether nothing more needs to be read. */
  isDone(): boolean
}

/** Whether a word begins with what the shell puts there, which may be nothing: `$SUDO node x`. `$HOME/.bun/bin/bun` has a name behind it. */
export const isExpansion = (word: string, expanded: Expanded): boolean => expanded === '$' && (startsWith(word, '$') || startsWith(word, '`')) && !isFile(word)

/** Whether behind the last `/` stands what the shell leaves as it is. */
function isFile(word: string): boolean {
  const name = slice(word, lastIndexOf(word, '/') + 1)
  return name.length < word.length && name !== '' && indexOf(name, '$') === -1 && indexOf(name, '`') === -1 && indexOf(name, '}') === -1
}
