import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { isatty } from 'node:tty'
import { OvertError } from '@overt/core'

/** `process.execve`: Node 22.15, 23.11 and later, not on Windows. */
type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never

/**
 * Becomes another program. Where the system call is at hand this process is replaced, so that signals and exit code are the program's own; elsewhere a
 * child runs with this process's standard streams, gets its signals, and its end is this process's end.
 */
export function become(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const execve = (process as { execve?: Execve }).execve
  if (execve !== undefined && process.platform !== 'win32') execve(file, [file, ...args], env)
  return follow(file, args, env)
}

/** Signals that somebody may send to this process and mean the program. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const

/** A terminal sends these to every process in its foreground, the program included: sent on, they would come twice. */
const fromTerminal: readonly string[] = ['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGCONT']

function follow(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const terminal = [0, 1, 2].some((descriptor) => isatty(descriptor))
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: 'inherit' })
    const listeners = forwarded.map((signal) => {
      const listener = (): void => {
        if (!(terminal && fromTerminal.includes(signal))) child.kill(signal)
      }
      process.on(signal, listener)
      return { signal, listener }
    })
    child.once('error', (error) => reject(new OvertError('OVERT_READ', `\`${file}\` cannot be started: ${error.message}; check its path`)))
    child.once('exit', (code, signal) => {
      for (const one of listeners) process.off(one.signal, one.listener)
      if (signal === null) {
        resolve(code ?? 70)
        return
      }
      // Ends as the program ended; where the signal is ignored, with the number that shells use.
      process.kill(process.pid, signal)
      setTimeout(() => resolve(128 + constants.signals[signal]), 100)
    })
  })
}
