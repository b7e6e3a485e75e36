import { type NoName, primordials } from '@overt/core'

const { charCodeAt, endsWith, indexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials

/**
 * Names that a script may have without being that file. Deno tells of a script the name that a comment in it gives itself (`sourceURL`) before its own, so the text of each module
 * is looked at before it runs; and whoever compiles a text chooses its name.
 */
export interface Disguises {
  /** A script of this name, or of this path, may be another one. */
  isTaken(name: string, path: string | undefined): boolean
  /** Why any name may be taken: there is code that nobody could look at, or the application compiles. */
  readonly lost: NoName | undefined
  /** Looks at the text of a module, or at any that is compiled. */
  look(text: string): void
  /** A module of a URL is about to be loaded. */
  module(url: string): void
  /** A name, or the path of a file, that was chosen for a text. */
  take(name: string): void
  /** From now on any name may be taken. */
  lose(reason: NoName): void
}

const comment = 'sourceURL='
/** What is never compiled as a script, by the end of a file's name. Any other end may be. */
const others = ['.json', '.wasm', '.node'] as const

/**
 * @param fileOf the path of what a URL's module is read from; undefined where that is not known
 * @param peek the text of a file; undefined where it may not be read
 * @param isOwn whether a `data:` URL is overt's own
 */
export function createDisguises(fileOf: (url: string) => string | undefined, peek: (path: string) => string | undefined, isOwn: (url: string) => boolean): Disguises {
  const taken = new SafeSet()
  let lost: NoName | undefined

  function look(text: string): void {
    for (let at = indexOf(text, comment); at !== -1; at = indexOf(text, comment, at + 1)) {
      let end = at + comment.length
      while (end < text.length && isBlank(charCodeAt(text, end))) end++
      const start = end
      while (end < text.length && !isBlank(charCodeAt(text, end))) end++
      setAdd(taken, slice(text, start, end))
    }
  }

  function module(url: string): void {
    if (lost !== undefined || startsWith(url, 'node:') || isOwn(url)) return
    const file = fileOf(url)
    for (let i = 0; file !== undefined && i < others.length; i++) if (endsWith(file, others[i] ?? '')) return
    const text = file === undefined ? undefined : peek(file)
    if (text === undefined) lost = 'unavailable'
    else look(text)
  }

  return {
    isTaken: (name, path) => setHas(taken, name) || (path !== undefined && setHas(taken, path)),
    get lost() {
      return lost
    },
    look,
    module,
    take(name) {
      setAdd(taken, name)
    },
    lose(reason) {
      lost ??= reason
    },
  }
}

const space = 0x20

/** White space and what ends a line: V8 ends the name there. */
const isBlank = (unit: number): boolean => unit <= space || unit === 0xa0 || unit === 0xfeff || unit === 0x2028 || unit === 0x2029 || unit === 0x1680 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f || unit === 0x205f || unit === 0x3000
