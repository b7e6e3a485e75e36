import { primordials } from '@overt/core'
import { ownValue } from './patch.ts'

const { getOwnPropertySymbols, symbolDescription } = primordials

/** A value that the runtime keeps on an object under a symbol of its own: the object's own data, so that reading it runs no code of the application. */
export function kept(holder: object, name: string): unknown {
  const symbols = getOwnPropertySymbols(holder)
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i]
    if (symbol !== undefined && symbolDescription(symbol) === name) return ownValue(holder, symbol)
  }
  return undefined
}
