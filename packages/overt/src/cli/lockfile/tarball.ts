import { gunzipSync } from 'node:zlib'

const block = 512

/**
 * The files of a package's tarball by their paths in the package, as npm would write them: the first folder is taken off, links are left out, and a
 * `.gitignore` becomes `.npmignore` where there is none beside it. The format is POSIX's pax interchange format, of which GNU's long names are read too.
 *
 * @throws {Error} where the bytes are not a compressed archive, or are cut off
 */
export function tarballFiles(tarball: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const archive = gunzipSync(tarball)
  const files = new Map<string, Uint8Array>()
  let long: string | undefined
  for (let at = 0; at + block <= archive.length && archive[at] !== 0; ) {
    const { name, type, size } = header(archive.subarray(at, at + block))
    const content = archive.subarray(at + block, at + block + size)
    if (content.length < size) throw new Error('the archive is cut off')
    at += block + Math.ceil(size / block) * block
    if (type === 'x') long = paxPath(content) ?? long
    else if (type === 'L') long = text(content)
    else {
      if (type === '0' || type === '7') add(files, (long ?? name).replace(/^\/+/, ''), content)
      // The names before a global header are for the entry after it.
      if (type !== 'g') long = undefined
    }
  }
  return files
}

function add(files: Map<string, Uint8Array>, name: string, content: Uint8Array): void {
  // Some archives say `package/./lib/i.js`.
  const path = name.slice(name.indexOf('/') + 1).split('/').filter((part) => part !== '' && part !== '.').join('/')
  const ignored = path.replace(/(^|\/)\.gitignore$/, '$1.npmignore')
  if (ignored !== path && files.has(ignored)) return
  files.set(ignored, content)
}

function header(bytes: Uint8Array): { readonly name: string; readonly type: string; readonly size: number } {
  const prefix = text(bytes.subarray(257, 262)) === 'ustar' ? text(bytes.subarray(345, 500)) : ''
  const name = text(bytes.subarray(0, 100))
  const size = Number.parseInt(text(bytes.subarray(124, 136)).trim(), 8)
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('an entry of the archive has no size')
  const type = String.fromCharCode(bytes[156] ?? 0)
  return { name: prefix === '' ? name : `${prefix}/${name}`, type: type === '\0' ? '0' : type, size }
}

/** `LENGTH path=VALUE\n`, a record of an extended header; the length counts all of it, in bytes. */
function paxPath(content: Uint8Array): string | undefined {
  let found: string | undefined
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at)
    const length = Number.parseInt(text(content.subarray(at, space)), 10)
    if (space === -1 || !(length > 0)) return found
    const record = text(content.subarray(space + 1, at + length - 1))
    if (record.startsWith('path=')) found = record.slice('path='.length)
    at += length
  }
  return found
}

/** Up to the first zero byte. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8')
}
