import { type Audit, type EventFields, type Gap, primordials, type Readers } from '@overt/core'
import { ownValue, raised } from '../patch.ts'
import { watchDescriptors } from './descriptors.ts'
import { displaceAll, type How, isInPlace, place, resume, slots, watch } from './guard.ts'
import { watchMocks } from './mocks.ts'
import { whenPatching } from './own-patches.ts'
import { type Holder, type LoadedLater, stackTargets, targets } from './targets.ts'
import { getBuiltinModule, globalObject } from '../../captured.ts'

const { append, getOwnPropertyDescriptor } = primordials

interface Change {
  readonly target: string
  readonly how: How
}

type Target = EventFields['core.tamper']['target']

const fields = (): Readers<'core.tamper', Change> => ({
  // INVARIANT: the names of `targets` are the schema's values of the field, which a test compares: for what is not among them nobody would be told.
  target: (call: Change) => call.target as Target,
  how: (call: Change) => call.how,
})

let describing = false

/**
 * Watches what the list names (docs/design/tamper.md). Each way to change a property is asked about before it happens, but for the operator `delete`, which
 * nothing sees: what was deleted is found afterwards, one property with each event.
 */
function watchAll(list: readonly Holder[], changing: (target: string, how: How) => void): void {
  whenPatching(displaceAll)
  for (let i = 0; i < list.length; i++) {
    const one = list[i]
    const holder = one === undefined ? undefined : holderOf(one)
    if (one === undefined || holder === undefined) continue
    for (let j = 0; j < one.names.length; j++) watch(holder, one.names[j] ?? '', one.as + (one.names[j] ?? ''), changing)
  }
  if (describing) return
  describing = true
  watchDescriptors()
  watchMocks()
}

function holderOf(holder: Holder): object | undefined {
  const { path } = holder
  const module = ownValue(holder, 'module') as Holder['module']
  let found: unknown = module === undefined ? globalObject : getBuiltinModule(`node:${module}`)
  for (let i = 0; i < path.length; i++) found = (found as Readonly<Record<string, unknown>> | undefined)?.[path[i] ?? '']
  return (typeof found === 'object' && found !== null) || typeof found === 'function' ? found : undefined
}

/**
 * `core.tamper`: a function that attackers replace is about to be.
 *
 * @param module whose functions are watched, as it is loaded; without one, what every start has
 */
export function installTamper(audit: Audit, module?: LoadedLater): readonly Gap[] {
  const operation = audit.operation('core.tamper', fields)
  const list: Holder[] = []
  for (let i = 0; i < targets.length; i++) {
    const one = targets[i]
    if (one === undefined) continue
    const from = ownValue(one, 'module')
    if ((from === 'module' || from === 'process' ? undefined : from) === module) append(list, one)
  }
  watchAll(list, (target, how) => {
    if (operation.wanted !== 0) raised(audit, operation, { target, how })
  })
  if (module === undefined) audit.beforeEach(createLook())
  return []
}

/** `stack.prepare`: `Error.prepareStackTrace` is about to be set. */
export function installStack(audit: Audit): readonly Gap[] {
  const operation = audit.operation('stack.prepare', () => ({}))
  watchAll(stackTargets, () => {
    if (operation.wanted !== 0) raised(audit, operation, undefined)
  })
  return []
}

/** Looks at one property in turn: whether its accessor was deleted. Where that is refused it is put back. */
function createLook(): () => void {
  let next = 0
  let looking = false
  return () => {
    if (looking) return
    const slot = slots[next]
    next = next + 1 < slots.length ? next + 1 : 0
    if (slot === undefined || isInPlace(slot)) return
    looking = true
    try {
      if (!slot.lost) slot.changing('delete')
      slot.lost = getOwnPropertyDescriptor(slot.holder, slot.name) === undefined
      resume(slot)
    } catch {
      place(slot)
    } finally {
      looking = false
    }
  }
}
