/** What is used of `node:crypto`, once, before the application runs. */
export interface NodeCrypto {
  createHash(name: string): { update(bytes: Uint8Array): { digest(): Uint8Array } }
  createPublicKey(key: { readonly key: Uint8Array; readonly format: 'der'; readonly type: 'spki' }): object
  verify(algorithm: null, message: Uint8Array, key: object, signature: Uint8Array): boolean
}

/** A public key of Ed25519 in a SubjectPublicKeyInfo (RFC 8410) is this and the 32 bytes of the key. */
const spki = new Uint8Array([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00])
const idAt = 2
const bodyAt = 10

/** minisign's public key: `Ed`, eight bytes of the key's number, and the key. */
export interface PublicKey {
  readonly id: Uint8Array
  readonly key: Uint8Array
}

/** Reads a key as minisign writes it; undefined where it is none. */
export function parsePublicKey(text: string): PublicKey | undefined {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const line = lines.length === 1 ? lines[0] : lines.length === 2 && lines[0]?.startsWith('untrusted comment:') === true ? lines[1] : undefined
  const bytes = line === undefined ? undefined : fromBase64(line, 42)
  return bytes === undefined || tag(bytes) !== 'Ed' ? undefined : { id: bytes.subarray(idAt, bodyAt), key: bytes.subarray(bodyAt) }
}

/**
 * Checks a signature in minisign's format (<https://jedisct1.github.io/minisign/#signature-format>): Ed25519 over the BLAKE2b-512 of the message, and over that signature and
 * the trusted comment.
 *
 * @returns what is wrong with it; undefined where it holds
 */
export function signatureProblem(crypto: NodeCrypto, { id, key }: PublicKey, message: Uint8Array, text: string): string | undefined {
  const lines = text.split('\n')
  const trusted = 'trusted comment: '
  const [first = '', encoded = '', comment = '', global = '', rest] = lines
  const body = fromBase64(encoded, 74)
  const whole = fromBase64(global, 64)
  if (lines.length !== 5 || rest !== '' || text.includes('\r') || !first.startsWith('untrusted comment: ') || !comment.startsWith(trusted) || body === undefined || whole === undefined) {
    return 'is no signature as minisign writes it'
  }
  if (tag(body) !== 'ED') return tag(body) === 'Ed' ? "is of minisign's old form, over the file instead of its hash" : 'is no signature as minisign writes it'
  if (body.subarray(idAt, bodyAt).some((byte, at) => byte !== id[at])) return 'was made with another key'
  const signature = body.subarray(bodyAt)
  const publicKey = crypto.createPublicKey({ key: joined(spki, key), format: 'der', type: 'spki' })
  const hash = crypto.createHash('blake2b512').update(message).digest()
  const holds = crypto.verify(null, hash, publicKey, signature) && crypto.verify(null, joined(signature, new TextEncoder().encode(comment.slice(trusted.length))), publicKey, whole)
  return holds ? undefined : 'does not fit the head: one of the two was changed, or they belong to different manifests'
}

const tag = (bytes: Uint8Array): string => String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0)

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** The bytes of a text in base64 of exactly that many bytes, in the one form that encoding gives. */
function fromBase64(text: string, length: number): Uint8Array | undefined {
  try {
    const binary = atob(text)
    return binary.length === length && btoa(binary) === text ? Uint8Array.from(binary, (one) => one.charCodeAt(0)) : undefined
  } catch {
    return undefined
  }
}
