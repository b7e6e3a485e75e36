import { append, quote } from './primordials.ts'
import { encodeTexts } from './wasm-texts.ts'

/** Why no package is named (docs/design/attribution.md). */
export type NoName = 'unavailable' | 'no_frame' | 'eval' | 'claimed' | 'unknown'

/** The package whose code asks for an operation, or why none is named: an innocent one never is. */
export type Caller =
  | { readonly name: undefined; readonly reason: NoName }
  | {
      readonly name: string
      /** What its package.json says; undefined where that is not known. */
      readonly version: string | undefined
      /** The file of the frame that asked, below the application's root where it lies there. */
      readonly path: string
      /** Whether the application itself depends on it, or is it. */
      readonly direct: boolean
      /** `name@version` of the packages on the stack, the nearest first. */
      readonly chain: readonly string[]
    }

const named = 1
const direct = 2

/** As the import-free module takes it (crates/capi, `package.rs`). */
export function encodeCaller(caller: Caller): Uint8Array {
  if (caller.name === undefined) return encodeTexts([0, caller.reason, '', '', 0])
  const { name, version, path, chain } = caller
  const parts: (string | number)[] = [named | (caller.direct ? direct : 0), name, version ?? '', path, chain.length]
  for (let i = 0; i < chain.length; i++) append(parts, chain[i] ?? '')
  return encodeTexts(parts)
}

/** As the record shows it. */
export function callerJson(caller: Caller): string {
  if (caller.name === undefined) return `{"name":null,"reason":${quote(caller.reason)}}`
  const { name, version, path, chain } = caller
  let packages = ''
  for (let i = 0; i < chain.length; i++) packages += (i === 0 ? '' : ',') + quote(chain[i] ?? '')
  return `{"name":${quote(name)},"version":${version === undefined ? 'null' : quote(version)},"path":${quote(path)},"direct":${caller.direct ? 'true' : 'false'},"chain":[${packages}]}`
}
