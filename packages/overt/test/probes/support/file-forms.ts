import type { Line, Run } from './run.ts'

/** One way to ask for an operation. */
export interface Form {
  /** How its result is told. */
  readonly kind: 'sync' | 'callback' | 'promise'
  /** JavaScript: an expression that begins it; a callback's form calls `done`. `d` is the folder that is made for it. */
  readonly code: string
  /** What it raises, each event with the fields that it is to have; paths from `d` on. */
  readonly raises: readonly (readonly [event: string, fields: Readonly<Record<string, unknown>>])[]
  /** The runtime itself tells nobody that it failed: it answers as if there were no file, or drops the error. */
  readonly silent?: true
}

/** The forms of one operation: its synchronous function, the one with a callback, and the promise. */
export function threeForms(name: string, given: string, raises: Form['raises']): Readonly<Record<string, Form>> {
  return {
    [`${name}Sync ${given}`]: { kind: 'sync', code: `fs.${name}Sync(${given})`, raises },
    [`${name} ${given}`]: { kind: 'callback', code: `fs.${name}(${given}, done)`, raises },
    [`promises.${name} ${given}`]: { kind: 'promise', code: `fs.promises.${name}(${given})`, raises },
  }
}

/**
 * A program that asks for each form in a folder of its own, between two marks in the record. Where it refuses, a hook refuses all that is raised in between, but
 * `fs.open`.
 */
export const programOf = (forms: Readonly<Record<string, Form>>, refuses: boolean): string => `
const fs = require('node:fs')
const promised = (body) => new Promise((resolve) => { body((error) => resolve(error ? ['error', error.message] : ['done'])) })
const settled = (promise) => promise.then(() => ['done'], (error) => ['rejected', error && error.message])
const caught = (body) => { try { body(); return ['done'] } catch (error) { return ['thrown', error && error.message] } }
let refusing = false
let refused = 0
${refuses ? "overt.addAuditHook((name) => { if (refusing && name !== 'fs.open' && name !== 'module.load' && name !== 'application.event') throw new Error('no ' + ++refused) })" : ''}
const tree = (folder) => fs.readdirSync(folder).sort().map((name) => {
  const file = folder + '/' + name
  const found = fs.lstatSync(file)
  return [name, found.mode, found.size, found.mtimeMs, found.ctimeMs, found.nlink, found.isDirectory() ? tree(file) : '']
})
const forms = { ${Object.entries(forms).map(([name, { kind, code }]) => `${JSON.stringify(name)}: ['${kind}', (d, done) => (${code})]`).join(',\n')} }
;(async () => {
  const before = {}
  let n = 0
  for (const name in forms) {
    const d = 'd' + n++
    fs.mkdirSync(d + '/f/g', { recursive: true }); fs.mkdirSync(d + '/e'); fs.writeFileSync(d + '/a', 'content'); fs.writeFileSync(d + '/b', 'more'); fs.writeFileSync(d + '/f/x', 'x'); fs.writeFileSync(d + '/f/g/y', 'y'); fs.symlinkSync('a', d + '/l')
    before[name] = JSON.stringify(tree(d))
  }
  n = 0
  for (const name in forms) {
    const d = 'd' + n
    const [kind, body] = forms[name]
    overt.audit('at.f' + n++)
    refusing = true
    const result = kind === 'sync' ? caught(() => body(d)) : kind === 'promise' ? await settled(body(d)) : await promised((done) => body(d, done))
    refusing = false
    overt.audit('at.end')
    report(name, [...result, JSON.stringify(tree(d)) === before[name]])
  }
})().catch((error) => { report('failed', String(error.stack)) })
`

/** What each form raised, by its name: events and fields, paths from its folder on. */
export function raisedBy(forms: Readonly<Record<string, Form>>, { all, folder }: Run): Readonly<Record<string, readonly Line[]>> {
  const names = Object.keys(forms)
  const found: Record<string, Line[]> = {}
  let now: Line[] | undefined
  for (const line of all) {
    if (line.event === 'at.end') now = undefined
    else if (line.event.startsWith('at.f')) found[names[Number(line.event.slice(4))] ?? ''] = now = []
    else if (line.event !== 'module.load' && line.event !== 'overt.gap') now?.push({ ...line, fields: shortened(line.fields, folder) })
  }
  return found
}

/** `/tmp/.../d12/f/x` as `f/x`. */
function shortened(fields: Readonly<Record<string, unknown>>, folder: string): Readonly<Record<string, unknown>> {
  const short = (value: unknown): unknown => {
    if (typeof value !== 'string' || !value.startsWith(`${folder}/`)) return value
    return value.slice(folder.length + 1).replace(/^d\d+\/?/, '')
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, short(value)]))
}
