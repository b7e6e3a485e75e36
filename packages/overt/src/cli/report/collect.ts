/** A line of a record, as far as a report shows it (docs/record.md). */
export interface Shown {
  readonly time: string
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly stream: string
  readonly package?: { readonly name?: string | null; readonly version?: string; readonly reason?: string } | undefined
  readonly rules: readonly { readonly id?: string; readonly title?: string; readonly level?: string }[]
  readonly response: string | undefined
  readonly outcome: string
}

/** What a report says of a record. */
export interface Collected {
  readonly lines: number
  readonly first: string
  readonly last: string
  readonly runtimes: readonly string[]
  readonly processes: number
  /** How often, the most frequent first. */
  readonly events: readonly (readonly [name: string, count: number])[]
  readonly rules: readonly (readonly [title: string, count: number, level: string])[]
  readonly packages: readonly (readonly [name: string, count: number, notable: number])[]
  readonly outcomes: ReadonlyMap<string, number>
  /** What a rule matched, what was refused, and overt's own gaps, in the order of the file, at most `most`. */
  readonly notable: readonly Shown[]
  readonly notableCount: number
}

/** How many notable lines a report shows. */
export const most = 2000

/** Reads the lines of a record one by one; what is no record is left to `overt log verify`. */
export function createCollector(): { line(text: string): void; end(): Collected } {
  const [events, rules, packages, outcomes] = [new Map<string, number>(), new Map<string, [number, string]>(), new Map<string, [number, number]>(), new Map<string, number>()]
  const [runtimes, processes] = [new Set<string>(), new Set<unknown>()]
  const notable: Shown[] = []
  let [lines, notableCount, first, last] = [0, 0, '', '']

  return {
    line(text) {
      const record = parsed(text)
      if (record === undefined) return
      const { shown, pid, runtime } = record
      lines++
      if (first === '' || shown.time < first) first = shown.time
      if (shown.time > last) last = shown.time
      if (typeof runtime === 'string') runtimes.add(runtime)
      processes.add(pid)
      add(events, shown.event)
      add(outcomes, shown.outcome)
      const isNotable = shown.rules.length > 0 || !['allowed', ''].includes(shown.outcome) || shown.event === 'overt.gap'
      for (const { title, id, level } of shown.rules) {
        const name = title ?? id ?? ''
        rules.set(name, [(rules.get(name)?.[0] ?? 0) + 1, level ?? ''])
      }
      const name = packageName(shown)
      if (name !== undefined) {
        const [all, some] = packages.get(name) ?? [0, 0]
        packages.set(name, [all + 1, some + (isNotable ? 1 : 0)])
      }
      if (!isNotable) return
      notableCount++
      if (notable.length < most) notable.push(shown)
    },
    end: () => ({
      lines, first, last, runtimes: [...runtimes], processes: processes.size, outcomes, notable, notableCount,
      events: [...events].sort((a, b) => b[1] - a[1]),
      rules: [...rules].map(([title, [count, level]]) => [title, count, level] as const).sort((a, b) => b[1] - a[1]),
      packages: [...packages].map(([name, [count, some]]) => [name, count, some] as const).sort((a, b) => b[2] - a[2] || b[1] - a[1]),
    }),
  }
}

/** Who asked, in words; nothing on overt's own events. */
export function packageName({ package: of }: Shown): string | undefined {
  if (of === undefined) return undefined
  if (typeof of.name === 'string') return of.version === undefined ? of.name : `${of.name}@${of.version}`
  return `not known (${of.reason ?? 'no reason'})`
}

/** A rule that matched, as far as it says in texts what it is. */
function ruleOf(rule: unknown): readonly Shown['rules'][number][] {
  if (typeof rule !== 'object' || rule === null) return []
  return [Object.fromEntries(Object.entries(rule).filter(([, value]) => typeof value === 'string'))]
}

const add = (counts: Map<string, number>, name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1)

function parsed(text: string): { readonly shown: Shown; readonly pid: unknown; readonly runtime: unknown } | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { time, event, fields, stream, rules, response, outcome, pid, runtime, package: of } = value as Partial<Record<string, unknown>>
  if (typeof event !== 'string') return undefined
  const word = (one: unknown): string => (typeof one === 'string' ? one : '')
  return {
    pid,
    runtime,
    shown: {
      time: word(time), event, stream: word(stream), outcome: word(outcome), response: typeof response === 'string' ? response : undefined,
      fields: typeof fields === 'object' && fields !== null ? (fields as Shown['fields']) : {},
      package: typeof of === 'object' && of !== null ? of : undefined,
      rules: Array.isArray(rules) ? rules.flatMap(ruleOf) : [],
    },
  }
}
