import { existsSync, readFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { unusable } from '@overt/core'
import { answered } from '../engine/answer.ts'
import { type Addon, addon } from './addon.ts'
import { count as counted } from './count.ts'
import { packageAdvice, packageLines, packageSummary, vendoredAdvice, vendoredLines } from './lockfile/say.ts'
import { print } from './print.ts'
import { withProgress } from './progress.ts'
import { serial } from './trust.ts'
import { type Command, oneOperand, type Options, type Parsed, parse, UsageError } from './usage.ts'

const help = `overt lock [DIR] [-o FILE] [--key FILE] [--serial N] [--from-lockfile] [--warm ENTRY] [--allow-code WHAT] [--json]

Writes down every file below DIR (the current folder) with its BLAKE3 digest. \`overt run --manifest overt.lock\` then runs these files as they are
now, and no others. Do this where the files are known to be good: after \`npm ci\`, before they are shipped.

These files are written: overt.lock (text that \`b3sum --check\` reads), overt.lock.index, overt.lock.head, and with a key overt.lock.head.minisig
(\`minisign -V\` checks it). They are not listed themselves. An interrupted lock leaves the manifest that was there.

  -o, --output FILE    where overt.lock goes; default: into DIR. \`overt run\` takes the folder that it finds overt.lock in for the one that was locked: move
                       it there, or keep it for \`overt verify DIR --manifest FILE\`
  --key FILE           sign with this secret key; \`overt key new\` makes one
  --serial N           default: one more than that of the manifest that is there, else 1
  --from-lockfile      first say for every package of package-lock.json, pnpm-lock.yaml or deno.lock whether its installed files are those of the tarball that
                       the lock file names, as far as npm's cache has it, and which were added; nothing is fetched. Where one differs, nothing is
                       written
  --accept NAME        a package that may differ, because its install script exchanges files; may stand several times
  --npm-cache DIR      default: $npm_config_cache, else npm's own
  --allow-code WHAT    code that is in no file and may run all the same: a \`data:\` module, a worker of a text, what a tool makes of a file. WHAT is its
                       BLAKE3 digest (64 digits; a refusal names it), or a file that holds it. May stand several times; each lock says all of them
  --json               what was written as one JSON document
  --warm ENTRY         run this program of DIR once, until it ends, and keep how its requests resolve and what V8 compiled, in overt.lock.cache:
                       \`overt run --mode enforce\` then starts it faster than node does. Made for this version of Node, this platform and
                       the options in NODE_OPTIONS. A server is ended with Ctrl-C when it has started

Modules that Deno keeps in \`vendor\` are compared with deno.lock, where there is one: where one differs, nothing is written, and one that deno.lock does
not have is named.

Exit codes: 0 written, 1 a package or a module that differs, 2 a file that cannot be read, named or written, a key that cannot be used.
`

const options: Options = {
  output: { type: 'string', short: 'o' },
  key: { type: 'string' },
  serial: { type: 'string' },
  warm: { type: 'string' },
  'from-lockfile': { type: 'boolean' },
  'npm-cache': { type: 'string' },
  accept: { type: 'string', multiple: true },
  'allow-code': { type: 'string', multiple: true },
  json: { type: 'boolean' },
}

/** `overt lock` */
export const lock: Command = async (args) => {
  const given = parse(args, options)
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const alone = ['accept', 'npm-cache'].find((name) => given.has(name) && !given.has('from-lockfile'))
  if (alone !== undefined) throw new UsageError(`\`--${alone}\` is about what a lock file promises, which nobody looks at; add \`--from-lockfile\``)
  const folder = oneOperand(given, '.')
  const output = given.value('output')
  const key = given.value('key')
  const native = addon()
  const code = (given.list('allow-code') ?? []).map((what) => codeDigest(what, native))
  const wanted = { output: output && resolve(output), key: key && resolve(key), serial: serial('--serial', given.value('serial')), code }
  const isJson = given.has('json')
  const { expected, differs, ...checked } = await compared(native, resolve(folder), wanted.output, given, isJson)
  if (differs) {
    if (isJson) print(1, `${JSON.stringify(checked, null, 2)}\n`)
    return 1
  }
  const made = await locked(native, resolve(folder), { ...wanted, expected }, given.value('warm'))
  if (isJson) print(1, `${JSON.stringify({ ...made, ...checked }, null, 2)}\n`)
  else print(1, `${output ?? `${folder.replace(/\/+$/, '')}/overt.lock`}: ${counted(made.count, 'file')}, serial number ${made.serial}, digest ${made.text}${key === undefined ? '' : ', signed'}\n`)
  if (key !== undefined && isBelow(resolve(key), resolve(folder))) print(2, `overt: \`${key}\` lies in the folder that it signs: keep it elsewhere, so that it is not shipped\n`)
  return 0
}

/** A digest as it stands, or that of a file. @throws Unusable `OVERT_READ` for a file that cannot be read */
function codeDigest(what: string, { engine }: Addon): string {
  if (/^[0-9a-f]{64}$/.test(what)) return what
  try {
    return engine.digest(readFileSync(what))
  } catch (error) {
    throw unusable('OVERT_READ', `\`--allow-code ${what}\`: it is neither 64 hexadecimal digits nor a file that can be read (${(error as Error).message})`)
  }
}

/** What lock files promise, compared with what is there and said. `expected`: the digest of what was looked at. */
async function compared({ binding, engine }: Addon, folder: string, output: string | undefined, given: Parsed, isJson: boolean) {
  if (!existsSync(join(folder, 'vendor')) && !given.has('from-lockfile')) return { expected: undefined, differs: false }
  const { checkPackages, checkVendored, vendoredLock } = await import('./lockfile/check.ts')
  const lock = vendoredLock(folder)
  if (lock === undefined && !given.has('from-lockfile')) return { expected: undefined, differs: false }
  const { listTree, treeProgress } = binding.commands()
  const work = listTree(folder, JSON.stringify({ output }))
  const { text } = answered<{ readonly text: string }>(await withProgress('hashing', work, treeProgress))
  const digest = (bytes: Uint8Array): string => engine.digest(bytes)
  const cache = given.value('npm-cache') ?? (await import('./lockfile/cache.ts')).npmCache()
  const packages = given.has('from-lockfile') ? checkPackages(folder, text, cache, digest) : undefined
  const vendored = lock === undefined ? undefined : checkVendored(folder, lock, text, digest)
  const accepted = new Set(given.list('accept'))
  const refused = packages?.filter(({ state, name }) => state === 'differs' && !accepted.has(name)) ?? []
  if (packages !== undefined) {
    if (!isJson) print(1, packageLines(packages))
    print(2, `${packageSummary(packages)}\n${packageAdvice(packages, refused, cache)}`)
  }
  if (!isJson) print(1, vendoredLines(vendored ?? []))
  const otherModules = vendored?.some(({ state }) => state === 'differs') === true
  if (otherModules) print(2, `${vendoredAdvice}; nothing was written\n`)
  return { ...(packages === undefined ? {} : { packages }), ...(vendored === undefined ? {} : { vendored }), expected: engine.digest(Buffer.from(text)), differs: refused.length > 0 || otherModules }
}

async function locked({ binding }: Addon, folder: string, options: object, entry: string | undefined): Promise<Made> {
  const warm = entry === undefined ? undefined : (await import('./warm.ts')).warmed(entry, folder)
  try {
    const { lock, treeProgress } = binding.commands()
    const work = lock(folder, JSON.stringify({ ...options, cache: warm?.cache, sources: warm?.sources }))
    return answered<Made>(await withProgress('hashing', work, treeProgress))
  } finally {
    warm?.remove()
  }
}

/** Links are not looked through: this is advice. */
const isBelow = (path: string, folder: string): boolean => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

interface Made {
  readonly serial: number
  readonly count: number
  readonly text: string
}
