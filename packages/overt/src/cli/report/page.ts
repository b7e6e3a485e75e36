import { type Collected, packageName, type Shown } from './collect.ts'
import { style } from './style.ts'

/** What a report says besides what is in the lines. */
export interface Chain {
  readonly streams: number
  /** The first of them. */
  readonly problems: readonly { readonly line: number; readonly message: string }[]
  readonly problemCount: number
}

/** The report: one HTML document that loads nothing, runs nothing, and shows nothing of the record as markup. */
export function page(file: string, of: Collected, { streams, problems, problemCount }: Chain): string {
  const whole = problemCount === 0
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>overt: ${escaped(file)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(file)}</h1>
<p>${escaped(of.first)} to ${escaped(of.last)}; ${escaped(of.runtimes.join(', '))}</p>
</header>
<ul class="figures">
${figure(of.lines, 'lines')}${figure(of.processes, 'processes')}${figure(streams, 'threads')}${figure(of.notableCount, 'notable')}${figure(outcome(of, 'refused') + outcome(of, 'killed'), 'refused', 'bad')}${figure(outcome(of, 'would_refuse'), 'would be refused', 'warn')}
</ul>
<p class="chain ${whole ? 'good' : 'bad'}">${whole ? 'The chain of every stream holds, and each has its end.' : `The record is not whole: ${String(problemCount)} problem${problemCount === 1 ? '' : 's'}.`}</p>
${whole ? '' : list('Problems of the record', ['line', 'what'], problems.slice(0, 100).map(({ line, message }) => [String(line), message]))}
${list('Rules that matched', ['rule', 'level', 'times'], of.rules.map(([title, count, level]) => [title, level, String(count)]))}
${list('Packages that asked', ['package', 'notable', 'events'], of.packages.slice(0, 200).map(([name, count, notable]) => [name, String(notable), String(count)]))}
${list('Events', ['event', 'times'], of.events.map(([name, count]) => [name, String(count)]))}
<h2>Notable, in the order of the record</h2>
${of.notable.length < of.notableCount ? `<p>The first ${String(of.notable.length)} of ${String(of.notableCount)}.</p>` : ''}
${of.notable.length === 0 ? '<p>Nothing: no rule matched, nothing was refused, nothing was missed.</p>' : of.notable.map(entry).join('\n')}
</body>
</html>
`
}

const outcome = ({ outcomes }: Collected, name: string): number => outcomes.get(name) ?? 0

const figure = (value: number, what: string, kind = ''): string => `<li class="${value > 0 ? kind : ''}"><b>${String(value)}</b> ${escaped(what)}</li>\n`

function list(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const cells = (tag: string, row: readonly string[]): string => `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<h2>${escaped(title)}</h2>\n<table>\n<thead>${cells('th', head)}</thead>\n<tbody>\n${rows.map((row) => cells('td', row)).join('\n')}\n</tbody>\n</table>`
}

function entry(shown: Shown): string {
  const { time, event, fields, rules, response, outcome: how } = shown
  const names = rules.map(({ title, id, level }) => `${title ?? id ?? ''}${level === undefined ? '' : ` (${level})`}`).join('; ')
  const what = Object.values(fields).find((value): value is string => typeof value === 'string' && value !== '')
  const rows = Object.entries(fields).map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(typeof value === 'string' ? value : JSON.stringify(value))}</dd>`)
  return `<details class="${kind(how, response)}">
<summary><time>${escaped(time.slice(11, 23))}</time> <b>${escaped(event)}</b> ${escaped(shorter(what ?? ''))} <i>${escaped(packageName(shown) ?? '')}</i> <em>${escaped(how)}</em></summary>
${names === '' ? '' : `<p>${escaped(names)}</p>`}
<dl>${rows.join('')}</dl>
</details>`
}

const kind = (how: string, response: string | undefined): string => (how === 'refused' || how === 'killed' ? 'bad' : how === 'would_refuse' || response === 'alert' ? 'warn' : '')

const shorter = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text that is shown as it is; characters that would turn the direction of writing, or the terminal, are named. */
export function escaped(text: string): string {
  const safe = text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return safe.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
