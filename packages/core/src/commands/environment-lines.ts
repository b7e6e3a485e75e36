import type { Language } from './shell-words.ts'
import { indexOf, slice, startsWith } from '../primordials.ts'

/** Variables whose value programs hand to a shell: git(1), less(1), man(1), rsync(1), bash(1); or expand as a shell does before they use it. */
const lines: Readonly<Record<string, Language>> = {
  __proto__: null as never,
  GIT_SSH_COMMAND: 'shell', GIT_SSH: 'shell', GIT_EXTERNAL_DIFF: 'shell', GIT_EDITOR: 'shell', GIT_SEQUENCE_EDITOR: 'shell', GIT_PAGER: 'shell', GIT_ASKPASS: 'shell', GIT_PROXY_COMMAND: 'shell', SSH_ASKPASS: 'shell',
  EDITOR: 'shell', VISUAL: 'shell', PAGER: 'shell', MANPAGER: 'shell', BROWSER: 'shell', LESSOPEN: 'shell', LESSCLOSE: 'shell', RSYNC_RSH: 'shell', PROMPT_COMMAND: 'shell',
  BASH_ENV: 'document', ENV: 'document', PS4: 'document',
}
/** What the name of a function begins with that bash hands on. */
const exported = 'BASH_FUNC_'

/** In which language a variable, `NAME=value`, holds a line; undefined for all others. */
export function languageOf(variable: string): Language | undefined {
  if (startsWith(variable, exported)) return 'shell'
  const equals = indexOf(variable, '=')
  return equals === -1 ? undefined : lines[slice(variable, 0, equals)]
}
