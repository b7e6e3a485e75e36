import process from 'node:process'
import { primordials } from '@overt/core'
import { areBindingsHidden, whenBindingLoaded } from '../builtin-loads.ts'
import { bindingOf, ownValue } from '../patch.ts'
import { execPath } from '../../captured.ts'

const { apply, numberToString } = primordials
const getuid = process.getuid as (() => number) | undefined

/** This process's arguments as it was started. */
export const ownCommandLine: string = [execPath].concat(process.execArgv, process.argv.slice(1)).join(' ')

let name: string | undefined

/** The user's name, or the number where there is no name. */
export function user(): string {
  if (name === undefined) {
    let found: { readonly username: string } | undefined
    try {
      // The runtime loads its binding now, if nobody has had it loaded before.
      if (userInfo === undefined) bindingOf('os')
      found = userInfo?.()
    } catch {
      // A user that the system has no entry for.
    }
    name = found?.username ?? (getuid === undefined ? '' : numberToString(apply<number>(getuid, process, [])))
  }
  return name
}

type UserInfo = () => { readonly username: string } | undefined

/** Taken from the binding when the runtime has loaded it, before anybody has it. The permission model hides the binding: there it is the function of `node:os`, taken at once. */
let userInfo: UserInfo | undefined
if (areBindingsHidden()) userInfo = (process.getBuiltinModule('node:os') as { userInfo: UserInfo }).userInfo
else whenBindingLoaded('os', takeUserInfo)

function takeUserInfo(): void {
  const binding = bindingOf('os')
  const native = binding === undefined ? undefined : ownValue(binding, 'getUserInfo')
  if (typeof native !== 'function') return
  // What went wrong is written into the second argument.
  userInfo = () => apply(native as never, undefined, [{ __proto__: null, encoding: 'utf8' }, {}])
}
