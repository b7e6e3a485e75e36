import { primordials } from '@overt/core'
import { absolute } from '../path.ts'
import type { FileAction } from './operations.ts'

const { append, charCodeAt, lastIndexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials

/**
 * On whose behalf a function of `node:fs` works: the name of the nearest script that is neither overt's nor one of `fs` itself, where that script is certainly the
 * runtime's; else empty. Undefined where there is no native engine to read the stack.
 */
export type FilesFor = (() => string) | undefined

/** A folder or file that `fs.rm` removes. */
export interface Removal {
  readonly root: string
  readonly recursive: boolean
  /** Whether its event was raised. */
  raised: boolean
}

/** Something that `fs.cp` copies; its event was raised when it was asked for. */
export interface Copying {
  readonly from: string
  readonly to: string
}

/** A path that `fs.realpath` resolves, or a folder that is listed with all below it, step by step, others between. */
export interface Walk {
  readonly action: FileAction
  /** The folder that is listed; empty for a path that is resolved. */
  readonly root: string
}

const remover = 'node:internal/fs/rimraf'
const copiers = ['node:internal/fs/cp/cp', 'node:internal/fs/cp/cp-sync'] as const

/** So many operations of either kind can be under way; the oldest is then forgotten, and what it does is raised piece by piece. */
const most = 4096

const removals: Removal[] = []
const copies: Copying[] = []
const walks: Walk[] = []

/** Notes that the runtime begins to remove something. */
export function beginRemoval(root: string, recursive: boolean): Removal {
  const removal = { root: absolute(root), recursive, raised: false }
  begin(removals, removal)
  return removal
}

/** Notes that the runtime begins to copy something. */
export function beginCopying(from: string, to: string): Copying {
  const copying = { from: absolute(from), to: absolute(to) }
  begin(copies, copying)
  return copying
}

/** Notes that the runtime begins to look something up in steps. */
export function beginWalk(action: FileAction, root: string): Walk {
  // Where a path is looked up, the steps may lead anywhere.
  const walk = { action, root: action === 'fs.list' ? absolute(root) : '' }
  begin(walks, walk)
  return walk
}

export const endWalk = (walk: Walk): void => { end(walks, walk) }
export const endRemoval = (removal: Removal): void => { end(removals, removal) }
export const endCopying = (copying: Copying): void => { end(copies, copying) }

function begin<T>(list: T[], one: T): void {
  if (list.length >= most) end(list, list[0] as T)
  append(list, one)
}

function end<T>(list: T[], one: T): void {
  let kept = 0
  for (let i = 0; i < list.length; i++) {
    const other = list[i] as T
    if (other !== one) list[kept++] = other
  }
  list.length = kept
}

const slash = 47

/** Whether a path is a folder or lies below it; both are absolute and in normal form. */
const isWithin = (path: string, folder: string): boolean =>
  path === folder || (startsWith(path, folder) && (charCodeAt(path, folder.length) === slash || folder === '/'))

/**
 * The removal that this one is part of; undefined where it is one of its own. The runtime tries the root first, and then what lies below; whoever asks for the
 * root when its event was not raised raises it.
 */
export function removalOf(path: string, filesFor: FilesFor): Removal | undefined {
  if (removals.length === 0) return undefined
  const whole = absolute(path)
  let part: Removal | undefined
  for (let i = 0; i < removals.length; i++) {
    const removal = removals[i]
    if (removal === undefined || !isWithin(whole, removal.root)) continue
    if (part === undefined || (whole === removal.root && !removal.raised)) part = removal
  }
  return part !== undefined && (filesFor === undefined || filesFor() === remover) ? part : undefined
}

/**
 * Whether the runtime does this inside a copying that was raised. A filter of the application's can be a function of `fs` itself, and then no frame of its own
 * shows: so only what copying does anyhow, and only within the two paths, is part of it.
 */
export function isPartOfCopying(action: FileAction, path: string, target: string | undefined, filesFor: FilesFor): boolean {
  if (copies.length === 0) return false
  const whole = absolute(path)
  const other = target === undefined ? undefined : absolute(target)
  for (let i = 0; i < copies.length; i++) {
    const copying = copies[i]
    if (copying !== undefined && belongs(action, whole, other, copying)) return filesFor === undefined || isCopier(filesFor())
  }
  return false
}

/** Whether a script is one of the runtime's that copy. */
export function isCopier(script: string): boolean {
  return script === copiers[0] || script === copiers[1]
}

function belongs(action: FileAction, path: string, target: string | undefined, { from, to }: Copying): boolean {
  if (action === 'fs.copy') return isWithin(path, from) && target !== undefined && isWithin(target, to)
  if (action === 'fs.link symbolic') return target !== undefined && isWithin(target, to)
  // The folder that it is copied into is made where it is missing.
  if (action === 'fs.mkdir') return isWithin(path, to) || path === slice(to, 0, lastIndexOf(to, '/'))
  return (action === 'fs.chmod' || action === 'fs.utime' || action === 'fs.remove') && isWithin(path, to)
}

/** Scripts of the runtime that look files up for themselves, and call nothing of the application's in between. */
const lookers = [remover, copiers[0], copiers[1], 'node:internal/fs/utils', 'node:internal/fs/recursive_watch'] as const

/** Where nobody but the functions of `fs` themselves calls, or the queue of ticks: one step follows after another. */
const between = new SafeSet()
setAdd(between, 'node:fs')
setAdd(between, 'node:internal/fs/promises')
setAdd(between, 'node:internal/process/task_queues')

/**
 * Whether the runtime looks a file up for itself: its loader of modules, or a step of a removal, a copying, or of another lookup, of which the event was raised.
 *
 * @param inside whether the first steps of a lookup are under way, further up the stack
 */
export function isPartOfLookup(action: FileAction, path: string, filesFor: FilesFor, inside: () => boolean): boolean {
  if (inside()) return true
  if (filesFor === undefined) return false
  const script = filesFor()
  if (script === '') return false
  if (startsWith(script, 'node:internal/modules/')) return true
  for (let i = 0; i < lookers.length; i++) if (script === lookers[i]) return true
  return walks.length > 0 && setHas(between, script) && isStep(action, absolute(path))
}

function isStep(action: FileAction, path: string): boolean {
  for (let i = 0; i < walks.length; i++) {
    const walk = walks[i]
    // A path is resolved by way of wherever its links lead.
    if (walk !== undefined && walk.action === action && (action === 'fs.stat' || isWithin(path, walk.root))) return true
    // A folder's entries are looked up where the system does not tell what they are.
    if (walk?.action === 'fs.list' && action === 'fs.stat' && isWithin(path, walk.root)) return true
  }
  return false
}
