import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { ExecutionContext } from 'ava'
import { scratch } from '../../cli/support/command.ts'

/** Why nothing can be mounted here, for the title of a test that is skipped; undefined where these programs are here, and this user may: CAP_SYS_ADMIN (capabilities(7)). */
export function mountless(programs: readonly string[]): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/dev/loop-control')) return 'no loop devices here'
  const capabilities = /^CapEff:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  if ((BigInt(`0x${capabilities}`) >> 21n) % 2n === 0n) return 'this user may not mount'
  const missing = programs.find((program) => spawnSync(program, ['-V']).error !== undefined)
  return missing === undefined ? undefined : `\`${missing}\` is not installed`
}

/**
 * A file system of the test's own, in a file, mounted until the test ends.
 *
 * @param make what makes one in the file that is named last
 * @param mount what mounts a device, which is named after the options, at the place that is named last
 */
export function mounted(t: ExecutionContext, make: readonly string[], mount: readonly string[]): string {
  const place = scratch(t)
  const [image, folder] = [join(place, 'image'), join(place, 'mounted')]
  const run = ([program = '', ...args]: readonly string[], ...further: readonly string[]): string => execFileSync(program, [...args, ...further], { encoding: 'utf8' })
  writeFileSync(image, '')
  truncateSync(image, 32 << 20)
  mkdirSync(folder)
  run(make, image)
  const device = run(['losetup', '--find', '--show'], image).trim()
  t.teardown(() => run(['losetup', '--detach', device]))
  run(mount, device, folder)
  t.teardown(() => run(['umount', '--lazy', folder]))
  return folder
}
