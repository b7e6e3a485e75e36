import { OvertError, primordials } from '@overt/core'
import digests from './engine.digests'
import { fs } from './node.ts'

const { byteLengthOf, Bytes, copyBytes, indexOf } = primordials

const pathBeside = (name: string): string => Bun.fileURLToPath(new URL(name, import.meta.url).href)

/** A file beside this one. */
export const beside = (name: string): Uint8Array => fs().readFileSync(pathBeside(name))

/**
 * A file beside this one that the first event needs. It is mapped now, so that it is there whatever becomes of its name, and not read before it is asked for: a start that comes to no
 * event does without the megabyte. Until then it can be written to by who may, so what is read is compared with what the build made.
 *
 * Bun maps only what it may write to. What this process may not write is read when it is asked for, for `node:fs` is the dearest part of such a start.
 *
 * @returns what reads it; that throws where the file is another, or cannot be read
 */
export function asBuilt(name: keyof typeof digests): () => Uint8Array {
  const path = pathBeside(name)
  const { [name]: digest } = digests
  const { file, SHA256: { hash } } = Bun
  const mapped = mapping(path)
  return () => {
    let bytes: Uint8Array | undefined
    if (mapped === undefined) bytes = fs().readFileSync(path)
    else if (file(path).size === byteLengthOf(mapped) || !isStillMapped(path)) bytes = copyOf(mapped)
    if (bytes === undefined || hash(bytes, 'hex') !== digest) throw new OvertError('OVERT_ENGINE', `\`${path}\` is not the one that this package was built with; install it anew`)
    return bytes
  }
}

function mapping(path: string): Uint8Array | undefined {
  try {
    return Bun.mmap(path, { shared: false })
  } catch {
    return undefined
  }
}

/**
 * Whether it is the mapped file that has this name, asked where its length is another by now: one that was cut off, as by `cp` of another version, must not be read, for what reads a
 * mapping behind the end of its file ends the process (SIGBUS). One that was removed, or replaced by name, is as it was.
 */
function isStillMapped(path: string): boolean {
  const { readFileSync, realpathSync, statSync } = fs()
  try {
    // Linux writes ` (deleted)` behind the path of a file that has lost its name.
    return indexOf(readFileSync('/proc/self/maps', 'utf8'), ` ${realpathSync(path)}\n`) !== -1
  } catch {
    // No such name, or no Linux.
    try {
      statSync(path)
      return true
    } catch {
      return false
    }
  }
}

function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Bytes(byteLengthOf(bytes))
  copyBytes(copy, bytes)
  return copy
}
