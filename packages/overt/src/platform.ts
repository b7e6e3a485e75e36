import process from 'node:process'
import { type Platform, primordials } from '@overt/core'
import type { NativeBinding, ThreadBinding } from './engine/native-binding.ts'
import type { StandardError } from './output/stderr.ts'

const { apply } = primordials
const { kill: killProcess, reallyExit } = process as unknown as { kill(pid: number, signal: string): boolean; reallyExit(code: number): never }

/** An internal fault of overt, or a record that must be written and cannot. */
const exitFault = 70

/** Node, as the core sees it. */
export function createPlatform(binding: ThreadBinding & Partial<NativeBinding>, standardError: StandardError, thread: number): Platform {
  const { enter, caller, forgetJudged, kill } = binding
  const { pid } = process
  function exit(code: number): never {
    apply(reallyExit, process, [code])
    throw new TypeError('the process has not ended')
  }
  return {
    runtime: `node ${process.versions.node}`,
    pid,
    thread,
    enter,
    caller: caller ?? (() => '{"name":null,"reason":"unavailable"}'),
    ...(forgetJudged === undefined ? {} : { forgetCaller: forgetJudged }),
    kill(): never {
      if (kill === undefined) apply(killProcess, process, [pid, 'SIGKILL'])
      else kill()
      return exit(137)
    },
    fatal(message): never {
      try {
        standardError.say(message)
      } finally {
        exit(exitFault)
      }
    },
    alert: (line, response) => {
      standardError.say(line, response)
    },
  }
}
