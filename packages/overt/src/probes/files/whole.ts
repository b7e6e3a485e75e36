import fs from 'node:fs'
import process from 'node:process'
import { type Audit, primordials, type Refusal } from '@overt/core'
import { whenLoaded } from '../builtin-loads.ts'
import { type Method, replace } from '../patch.ts'
import { givenAt, optionsAt } from './arguments.ts'
import { beginCopying, beginRemoval, endCopying, endRemoval } from './nested.ts'
import { operations } from './operations.ts'
import { nextTick } from '../../captured.ts'

const { apply } = primordials

let noted = false

/** How the result is told. */
export type Form = 'sync' | 'callback' | 'promise'

/** One call, all of it read once. */
export interface Whole {
  /** Called when it is done, however it ends. */
  readonly end: () => void
  readonly refusal: Refusal | undefined
}

/** Whether what the runtime does before it first lets others run is all part of the operation. */
type Steps = (original: Method, self: unknown, given: IArguments) => unknown

/** An operation of many steps. */
export interface Kind {
  /** How many arguments are paths; a callback comes after them. */
  readonly paths: 1 | 2
  /** Reads the arguments, puts back what was read, and notes what begins; undefined where it is left to the platform. */
  readonly begin: (given: IArguments, form: Form) => Whole | undefined
  /** How the original is called. Its own property always: it is looked up when the application has run. */
  readonly steps: Steps
}

/**
 * `fs.rm` and `fs.cp`, in each of their forms, are one operation each, which the runtime does in many steps: the steps that follow are part of it (nested.ts).
 * A removal raises its event with its first step; a copying raises it here, before the first.
 */
export function noteWholes(audit: Audit): void {
  if (noted) return
  noted = true
  const copy = operations['fs.copy'](audit)
  const removing = (all: boolean): Kind => ({
    paths: 1,
    steps: apply,
    begin(given) {
      const options = optionsAt(given, 1)
      const recursive = options?.['recursive'] === true
      const path = all || recursive ? givenAt(given, 0) : undefined
      if (path === undefined) return undefined
      const removal = beginRemoval(path, recursive)
      return { end: () => { endRemoval(removal) }, refusal: undefined }
    },
  })
  const copying: Kind = {
    paths: 2,
    steps: apply,
    begin(given) {
      const options = optionsAt(given, 2)
      const path = givenAt(given, 0)
      const target = givenAt(given, 1)
      if (path === undefined || target === undefined) return undefined
      const begun = beginCopying(path, target)
      const call = { path, target, first: undefined, second: undefined, recursive: options?.['recursive'] === true }
      return { end: () => { endCopying(begun) }, refusal: copy.wanted === 0 ? undefined : audit.raise(copy, call) }
    },
  }
  patch('rm', removing(true))
  // Node 20 to 24 remove a folder with all in it where they are asked to; else it is one step, and `fs.rm` itself takes it.
  patch('rmdir', removing(false))
  patch('cp', copying)
}

function patch(name: string, kind: Kind): void {
  replace(fs, `${name}Sync`, (original) => whole(original, kind, 'sync'))
  replace(fs, name, (original) => whole(original, kind, 'callback'))
  whenPromises((promises) => { replace(promises, name, (original) => whole(original, kind, 'promise')) })
}

/** Patches `fs.promises`, which the runtime loads when it is first asked for. */
export function whenPromises(patchIt: (promises: object) => void): void {
  whenLoaded('internal/fs/promises', () => { patchIt(fs.promises) })
}

/** One form of a function, made to note each operation that begins with it. */
export function whole(original: Method, { paths, begin, steps }: Kind, form: Form): Method {
  return {
    call(this: unknown): unknown {
      const at = form === 'callback' ? callbackOf(arguments, paths) : -1
      // Without a callback it is the platform's own error.
      const begun = form === 'callback' && at === -1 ? undefined : begin(arguments, form)
      if (begun === undefined) return apply(original, this, arguments)
      const { end, refusal } = begun
      if (form === 'promise') return settled(steps, original, this, arguments, end, refusal)
      if (form === 'callback') {
        const callback = arguments[at] as Method
        if (refusal !== undefined) {
          end()
          apply(nextTick, process, [callback, refusal.error])
          return undefined
        }
        arguments[at] = {
          done(this: unknown): unknown {
            end()
            return apply(callback, this, arguments)
          },
        }.done
        try {
          return steps(original, this, arguments)
        } catch (error) {
          // It did not begin.
          end()
          throw error
        }
      }
      try {
        if (refusal !== undefined) throw refusal.error
        return steps(original, this, arguments)
      } finally {
        end()
      }
    },
  }.call
}

async function settled(steps: Steps, original: Method, self: unknown, given: IArguments, end: () => void, refusal: Refusal | undefined): Promise<unknown> {
  try {
    if (refusal !== undefined) throw refusal.error
    return await steps(original, self, given)
  } finally {
    end()
  }
}

/** Where the callback is: the first function after the paths. */
function callbackOf(given: IArguments, from: number): number {
  for (let i = from; i < given.length; i++) if (typeof given[i] === 'function') return i
  return -1
}
