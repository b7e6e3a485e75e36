/**
 * NODE_OPTIONS with a preload before all others. Node runs the preloads of NODE_OPTIONS before those of its command line, in their order. What is there
 * already stays, but for the same preload, which need not stand twice.
 *
 * @example withPreload('/a b/register.cjs', '--require ./trace.cjs') === '--require="/a b/register.cjs" --require ./trace.cjs'
 */
export function withPreload(preload: string, before: string | undefined): string {
  const option = `--require=${quoted(preload)}`
  const rest = (before ?? '').trim()
  if (rest === option || rest.startsWith(`${option} `)) return rest
  return rest === '' ? option : `${option} ${rest}`
}

/** Node splits at spaces outside double quotes; inside them a backslash escapes the next character. */
const quoted = (text: string): string => (/[\s"\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text)
