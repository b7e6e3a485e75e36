import process from 'node:process'
import { type Audit, type Gap, type Operation, primordials, type Probe } from '@overt/core'
import { createListing } from './env-listing.ts'
import { standIn } from '../environment.ts'
import { watchReport } from './env-report.ts'

const { create, defineProperty, deleteProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, ownKeys, reflectGet, reflectHas, reflectSet, SafeSet, setAdd, setHas } = primordials
const { defineProperty: reflectDefine, setPrototypeOf } = Reflect
const inspectSymbol = Symbol.for('nodejs.util.inspect.custom')

/** The runtime's modules that copy the environment for a child or a worker: the event is the child's or the worker's. */
const copying = ['node:child_process', 'node:internal/child_process', 'node:internal/cluster/primary', 'node:internal/worker']

/** Variables that the runtime reads for itself while the application runs. */
const ofTheRuntime = [
  'NODE_V8_COVERAGE', 'WATCH_REPORT_DEPENDENCIES', 'NODE_DEBUG', 'NODE_PENDING_DEPRECATION', 'NODE_PENDING_PIPE_INSTANCES', 'NODE_MANY_ACCEPTS', 'NODE_UNIQUE_ID',
  'NODE_CHANNEL_FD', 'NODE_CLUSTER_SCHED_POLICY', 'NODE_NO_WARNINGS', 'NODE_REPL_HISTORY', 'NODE_PATH', 'NODE_TEST_CONTEXT', 'NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_DISABLE_COLORS', 'NO_COLOR', 'FORCE_COLOR', 'TERM', 'COLORTERM', 'TERM_PROGRAM', 'TERM_PROGRAM_VERSION', 'TMUX', 'CI', 'TEAMCITY_VERSION',
  'TF_BUILD', 'AGENT_NAME', 'APPVEYOR', 'BUILDKITE', 'CIRCLECI', 'DRONE', 'GITEA_ACTIONS', 'GITHUB_ACTIONS', 'GITLAB_CI', 'TRAVIS', 'CODEBUILD_BUILD_ARN',
  'COLORFGBG', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'HOME', 'comspec', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'windir',
]

const ofEveryObject = Object.getOwnPropertyNames(Object.prototype).concat('toJSON', 'then')

interface Read {
  readonly name: string
}

interface Operations {
  readonly read: Operation<Read>
  readonly list: Operation<undefined>
  readonly set: Operation<Read>
  readonly remove: Operation<Read>
}

/**
 * `env.read`, `env.list`, `env.set` and `env.delete`, by a Proxy in place of `process.env`; a diagnostic report is an `env.list` too.
 *
 * @param runtimeScript the name of the script of the nearest JavaScript frame that is not overt's, where that script is certainly the runtime's own; else empty
 */
export function createEnvProbe(runtimeScript: () => string): Probe {
  return {
    events: ['env.read', 'env.list', 'env.set', 'env.delete'],
    capturable: true,
    bindings: [],
    install(audit: Audit): readonly Gap[] {
      const read = audit.operation('env.read', () => ({ name: (call: Read) => call.name }), (call: Read) => call.name)
      const list = audit.operation('env.list', () => ({}), () => '')
      const set = audit.operation('env.set', () => ({ name: (call: Read) => call.name }), (call: Read) => call.name)
      const remove = audit.operation('env.delete', () => ({ name: (call: Read) => call.name }), (call: Read) => call.name)
      const descriptor = getOwnPropertyDescriptor(process, 'env')
      if (descriptor === undefined) return []
      const raiseList = (): void => {
        if (list.wanted === 0) return
        const refusal = audit.raise(list, undefined)
        if (refusal !== undefined) throw refusal.error
      }
      const value = watched(process.env, audit, { read, list, set, remove }, raiseList, runtimeScript)
      defineProperty(process, 'env', { __proto__: null, ...descriptor, value } as PropertyDescriptor)
      watchReport(raiseList)
      return []
    },
  }
}

function setOf(names: readonly string[]): Set<string> {
  const set = new SafeSet()
  for (let i = 0; i < names.length; i++) setAdd(set, names[i] ?? '')
  return set
}

function watched(
  real: NodeJS.ProcessEnv, audit: Audit, { read, list, set, remove }: Operations, raiseList: () => void, runtimeScript: () => string,
): NodeJS.ProcessEnv {
  const copies = setOf(copying)
  const runtimes = setOf(ofTheRuntime)
  // The application reads most of these itself: the stack is looked at only where there is something to say.
  const isRuntimes = ({ name }: Read): boolean => setHas(runtimes, name) && runtimeScript() !== ''
  read.runtimeOwn = isRuntimes
  set.runtimeOwn = isRuntimes
  remove.runtimeOwn = isRuntimes
  // Looked up in every object: no variable, unless one has that name.
  const inherited = setOf(ofEveryObject)
  const listing = createListing()

  function raiseRead(name: string): void {
    if (setHas(inherited, name) && !hasOwn(real, name)) return
    const refusal = audit.raise(read, { name })
    if (refusal !== undefined) throw refusal.error
  }

  function raiseChange(operation: Operation<Read>, name: string | symbol): void {
    if (typeof name !== 'string') return
    const refusal = audit.raise(operation, { name })
    if (refusal !== undefined) throw refusal.error
  }

  /**
   * `util.inspect` looks through every proxy at what lies behind, and prints that; so what lies behind prints the environment, and says so.
   * INVARIANT: its one property is configurable and it stays extensible, so that no trap's answer can contradict it.
   */
  const behind = create(getPrototypeOf(real))
  const inspected = function (): object {
    raiseList()
    const copy = create(getPrototypeOf(real))
    const names = ownKeys(real)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      defineProperty(copy, name, { __proto__: null, value: real[name], writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
    }
    return copy
  }
  defineProperty(behind, inspectSymbol, { __proto__: null, value: inspected, configurable: true } as PropertyDescriptor)

  const handler = {
    __proto__: null,
    get(_target: object, name: string | symbol, receiver: unknown): unknown {
      if (read.wanted !== 0 && typeof name === 'string' && !listing.reads(name)) raiseRead(name)
      // An accessor that the application puts on `Object.prototype` is handed what was asked, and not the variables themselves.
      return reflectGet(real, name, receiver)
    },
    getOwnPropertyDescriptor(_target: object, name: string | symbol): PropertyDescriptor | undefined {
      if (read.wanted !== 0 && typeof name === 'string' && !listing.describes(name) && hasOwn(real, name)) raiseRead(name)
      return getOwnPropertyDescriptor(real, name)
    },
    ownKeys(): (string | symbol)[] {
      const keys = ownKeys(real)
      if ((list.wanted | read.wanted) !== 0) {
        const copied = setHas(copies, runtimeScript())
        if (!copied) raiseList()
        listing.begin(keys, copied)
      }
      return keys
    },
    has: (_target: object, name: string | symbol): boolean => reflectHas(real, name),
    set(_target: object, name: string | symbol, value: unknown, receiver: unknown): boolean {
      // Else it is a variable of an object that inherits from this one.
      if (receiver !== proxy) return reflectSet(real, name, value, receiver)
      if (set.wanted !== 0) raiseChange(set, name)
      return reflectSet(real, name, value)
    },
    defineProperty(_target: object, name: string | symbol, descriptor: PropertyDescriptor): boolean {
      if (set.wanted !== 0) raiseChange(set, name)
      return reflectDefine(real, name, descriptor)
    },
    deleteProperty(_target: object, name: string | symbol): boolean {
      if (remove.wanted !== 0) raiseChange(remove, name)
      return deleteProperty(real, name)
    },
    getPrototypeOf: (): object | null => getPrototypeOf(real),
    setPrototypeOf: (_target: object, prototype: object | null): boolean => setPrototypeOf(real, prototype),
    isExtensible: (): boolean => true,
    preventExtensions: (): boolean => false,
  }
  const proxy = new Proxy(behind, freeze(handler)) as NodeJS.ProcessEnv
  standIn(proxy)
  return proxy
}
