import { spawnSync } from 'node:child_process'
import test, { type TestFn } from 'ava'

/** `test`, or, where one of the programs is not installed (`npm run setup` installs them on Debian), `test.skip`: it is counted and named. */
export function testWith(...programs: readonly string[]): TestFn | TestFn['skip'] {
  return programs.every((program) => spawnSync(program, ['--help']).error === undefined) ? test : test.skip
}

/** Runs another program; its exit code, and all that it said. */
export function tool(program: string, args: readonly string[], cwd: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}
