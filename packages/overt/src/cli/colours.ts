import process from 'node:process'

/** What colours a text, or leaves it as it is. */
export type Colour = (text: string) => string

const plain: Colour = (text) => text
const coloured = (code: number): Colour => (text) => `\u001b[${String(code)}m${text}\u001b[39m`

/** Colours for a terminal that shows them: not for a file or a pipe, and not where `NO_COLOR` is set; `FORCE_COLOR` asks for them anywhere. */
export function colours({ isTTY }: { readonly isTTY?: boolean }): { readonly green: Colour; readonly red: Colour; readonly grey: Colour } {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const wanted = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' || (isTTY === true && (NO_COLOR ?? '') === '')
  return wanted ? { green: coloured(32), red: coloured(31), grey: coloured(90) } : { green: plain, red: plain, grey: plain }
}
