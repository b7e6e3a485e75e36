import { hosts, type Run } from './run.ts'

/** A program that a child runs, with what it reads. */
export const files = { 'child.mjs': `import fs from 'node:fs'\nfs.readFileSync('in-the-child.txt')\nconsole.log(process.title)\n`, 'in-the-child.txt': '' }
export const of = (name: string): (typeof hosts)[number] | undefined => hosts.find(({ runtime }) => runtime.name === name)
/** How often the child's program ran under overt. */
export const opened = ({ lines }: Run): number => lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-child.txt')).length
/** What was said not to be audited. */
export const gaps = ({ lines }: Run): unknown[] => lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child').map(({ fields }) => fields['detail'])
export const record = ['fs.open', 'process.spawn']

export const deno = of('deno')
export const bun = of('bun')
const node = of('node')
/** Each host with the other runtimes, and the words that these run a file with. */
export const pairs = [[deno, node], [deno, bun], [bun, node], [bun, deno], [node, deno], [node, bun]].flatMap(([host, child]) => (host === undefined || child === undefined ? [] : [{ host, child, words: child === deno ? ['run', '-A', '--no-config', 'child.mjs'] : ['child.mjs'] }]))

const own = (name: string, ofDeno: string, ofBun: string, ofNode: string): string => (name === 'deno' ? ofDeno : name === 'bun' ? ofBun : ofNode)
/** Starts `list`, a list of words, in an environment of its own, which has nothing. */
export const alone = (name: string): string => own(name, 'new Deno.Command(list[0], { args: list.slice(1), clearEnv: true, env: {} }).outputSync()', 'Bun.spawnSync({ cmd: list, env: {} })', 'spawnSync(list[0], list.slice(1), { env: {} })')
/** The same in this process's own, by the runtime's own function. */
export const natively = (name: string): string => own(name, 'new Deno.Command(list[0], { args: list.slice(1) }).outputSync()', 'Bun.spawnSync(list)', "spawnSync(list[0], list.slice(1), { stdio: 'ignore' })")
/** A program that starts `list` in these ways. */
export const started = (list: readonly string[], ...ways: readonly string[]): string => `import { exec, execFileSync, execSync, spawn, spawnSync } from 'node:child_process'\nconst list = ${JSON.stringify(list)}\n${ways.join('\n')}`
/** Ways to start it as it is: seven. */
export const direct = (name: string): readonly string[] => [
  natively(name),
  alone(name),
  'spawnSync(list[0], list.slice(1))',
  `execFileSync(list[0], list.slice(1), { env: { OVERT_CONFIG: 'none.yml', OVERT_LAUNCH: '{"mode":"monitor"}' } })`,
  'await new Promise((done) => spawn(list[0], list.slice(1)).on(\'close\', done))',
  `process.env.OVERT_LAUNCH = '{"mode":"monitor","log":"/dev/null"}'`,
  'await new Promise((done) => spawn(list[0], list.slice(1), { env: { ...process.env, MORE: \'1\' } }).on(\'close\', done))',
  `process.env.NODE_OPTIONS = process.env.BUN_OPTIONS = ''`,
  'spawnSync(list[0], list.slice(1))',
]
/** Ways to have a shell start it. */
export const byShell = ["execSync(list.join(' '))", "spawnSync('sh', ['-c', `cd . && ${list.join(' ')}`])", "await new Promise((done) => exec(list.join(' '), done))"]
