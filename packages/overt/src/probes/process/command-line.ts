/** Arguments as one line, as the record shows them: nothing is quoted. */
export function joined(parts: readonly string[]): string {
  let text = ''
  for (let i = 0; i < parts.length; i++) text += (i === 0 ? '' : ' ') + (parts[i] ?? '')
  return text
}
