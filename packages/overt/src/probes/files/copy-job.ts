import { type Audit, primordials } from '@overt/core'
import { like, ownValue, replace } from '../patch.ts'
import type { FileParts } from './acting.ts'
import { textAt } from './arguments.ts'
import { isPartOfCopying } from './nested.ts'
import { operations } from './operations.ts'
import { below, isRelative, noteUnderWay } from '../under-way.ts'

const { construct, defineProperty } = primordials

type Construct = new (...given: unknown[]) => object

/** Node 26 copies a folder in one job of its thread pool, new CpDirJob(from, to, ...): an `fs.copy` of its own where `fs.cp` did not make it. */
export function patchCopyJob(binding: object, audit: Audit, { filesFor }: FileParts): void {
  const original = ownValue(binding, 'CpDirJob') as Construct | undefined
  if (original === undefined) return
  const operation = operations['fs.copy'](audit)
  const replacement = like(function job(this: unknown): object {
    const path = textAt(arguments, 0)
    const target = textAt(arguments, 1)
    const isAsked = operation.wanted !== 0 && path !== undefined && target !== undefined
    if (isAsked && !isPartOfCopying('fs.copy', path, target, filesFor)) {
      const refusal = audit.raise(operation, { path, target, first: undefined, second: undefined, recursive: true })
      if (refusal !== undefined) throw refusal.error
    }
    // Called without `new` it is the runtime's own abort.
    const made = construct(original, arguments, new.target as never) as object
    if (isAsked && (isRelative(path) || isRelative(target))) {
      noteUnderWay((folder) => (operation.wanted === 0 ? undefined : audit.raise(operation, { path: below(folder, path), target: below(folder, target), first: undefined, second: undefined, recursive: true })), made)
    }
    return made
  }, original)
  const { prototype } = original
  defineProperty(replacement, 'prototype', { __proto__: null, value: prototype as object, writable: false } as PropertyDescriptor)
  replace(prototype as object, 'constructor', () => replacement)
  replace(binding, 'CpDirJob', () => replacement)
}
