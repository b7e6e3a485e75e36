/** One question of Deno's (`DENO_PERMISSION_BROKER_PATH`): a line of JSON. */
export interface Request {
  /** Deno's own process, or a child of it. */
  readonly pid: number
  readonly id: number
  /** `read`, `write`, `env`, `net`, `run`, `ffi`, `sys` or `import`; others may follow. */
  readonly permission: string
  /** What it is asked for; null: for everything. */
  readonly value: string | null
}

/** A request; undefined for what is none, which is not answered. */
export function parseRequest(line: string): Request | undefined {
  let given: unknown
  try {
    given = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof given !== 'object' || given === null) return undefined
  const { v, pid, id, permission, value } = given as Partial<Record<keyof Request | 'v', unknown>>
  if (v !== 1 || typeof pid !== 'number' || typeof id !== 'number' || typeof permission !== 'string') return undefined
  if (value !== null && value !== undefined && typeof value !== 'string') return undefined
  return { pid, id, permission, value: value ?? null }
}

/** The answer: a line of JSON. */
export const answerLine = (id: number, refused: string | undefined): string =>
  `${JSON.stringify(refused === undefined ? { id, result: 'allow' } : { id, result: 'deny', reason: refused })}\n`
