import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** Where npm keeps what it fetched: `npm config get cache`. */
export function npmCache(): string {
  const { npm_config_cache: configured, LOCALAPPDATA: local } = process.env
  if (configured !== undefined && configured !== '') return configured
  return process.platform === 'win32' && local !== undefined ? join(local, 'npm-cache') : join(homedir(), '.npm')
}

const algorithms = ['sha512', 'sha384', 'sha256', 'sha1'] as const

/** The strongest hash of a Subresource Integrity, as npm chooses it. */
function strongest(integrity: string): { readonly algorithm: string; readonly hex: string } | undefined {
  for (const algorithm of algorithms) {
    const hash = integrity.split(/\s+/).find((one) => one.startsWith(`${algorithm}-`))
    if (hash !== undefined) return { algorithm, hex: Buffer.from(hash.slice(algorithm.length + 1).replace(/\?.*$/, ''), 'base64').toString('hex') }
  }
  return undefined
}

/**
 * What the cache has under an integrity, where those bytes have it: the cache is not believed. The place is cacache's: `content-v2/ALGORITHM/ab/cd/REST`.
 */
export function cached(cache: string, integrity: string): Uint8Array | undefined {
  const wanted = strongest(integrity)
  if (wanted === undefined) return undefined
  const { algorithm, hex } = wanted
  try {
    const bytes = readFileSync(join(cache, '_cacache', 'content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)))
    return createHash(algorithm).update(bytes).digest('hex') === hex ? bytes : undefined
  } catch {
    return undefined
  }
}
