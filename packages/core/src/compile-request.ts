import type { CompileOptions, RuleSource } from './engine.ts'
import { append, keys } from './primordials.ts'
import { encodeTexts } from './wasm-texts.ts'

/**
 * What the import-free module gets to compile rules: texts with their lengths, all numbers little-endian u32. The sources as name and text, the
 * products, the responses as key and response, the placeholders as name and values, the pipelines as name and text; before each list how many there are (documentation of crates/capi).
 */
export function writeCompileRequest(sources: readonly RuleSource[], options: CompileOptions): Uint8Array {
  const parts: (string | number)[] = []
  append(parts, sources.length)
  for (let i = 0; i < sources.length; i++) {
    append(parts, sources[i]?.name ?? '')
    append(parts, sources[i]?.text ?? '')
  }
  append(parts, options.products.length)
  for (let i = 0; i < options.products.length; i++) append(parts, options.products[i] ?? '')
  const responses = options.responses ?? {}
  const chosen = keys(responses)
  append(parts, chosen.length)
  for (let i = 0; i < chosen.length; i++) {
    const key = chosen[i] ?? ''
    append(parts, key)
    append(parts, responses[key] ?? '')
  }
  const placeholders = options.placeholders ?? {}
  const names = keys(placeholders)
  append(parts, names.length)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const values = placeholders[name] ?? []
    append(parts, name)
    append(parts, values.length)
    for (let j = 0; j < values.length; j++) append(parts, values[j] ?? '')
  }
  const pipelines = options.pipelines ?? []
  append(parts, pipelines.length)
  for (let i = 0; i < pipelines.length; i++) {
    append(parts, pipelines[i]?.name ?? '')
    append(parts, pipelines[i]?.text ?? '')
  }
  return encodeTexts(parts)
}
