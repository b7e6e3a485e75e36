import { primordials, type Probe } from '@overt/core'
import { type Actor, createActingProbe, createMovingProbe, createNodeFsProbe, type Mover, nodeMovers } from '@overt/surface'
import { nodeActorsOfBun } from '../actors.ts'
import { builtin, fs as takeOwn, pathOfDescriptor } from '../node.ts'
import { createCopying } from './copying.ts'

const { append } = primordials

// `cp` and `rm` with a callback end in their promises.
const withCallback = ['rename', 'copyFile', 'link', 'symlink', 'unlink', 'rmdir']
const all = ['rename', 'copyFile', 'link', 'symlink', 'unlink', 'rmdir', 'cp', 'rm']
const moved = ['fs.rename', 'fs.copy', 'fs.link', 'fs.remove'] as const
const acted = ['fs.stat', 'fs.list', 'fs.watch', 'fs.mkdir', 'fs.temp'] as const
/** Those that methods of a `FileHandle` raise too. */
const ofHandles = ['fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime'] as const

/**
 * The probes of `node:fs` and its promises, one for each event, so that functions whose event nobody listens to stay the runtime's own. Overt takes those that it calls itself before, whether
 * or not a probe is installed: nobody else has them yet.
 */
export function createNodeFilesProbes(folder: () => string, later: (work: () => void) => void): readonly Probe[] {
  takeOwn()
  const fs: object = builtin('fs')
  const promises: object = builtin('fs/promises')
  let actors: readonly Actor[] | undefined
  const list = (): readonly Actor[] => (actors ??= nodeActorsOfBun(fs, promises, pathOfDescriptor))
  const movers = (): readonly Mover[] => nodeMovers(fs, promises, withCallback, all, all)
  const probes: Probe[] = [createCopying(fs, () => promises), createNodeFsProbe({ fs, promises, through: 'openAsBlob', folder, later })]
  for (let i = 0; i < moved.length; i++) append(probes, createMovingProbe(movers, folder, later, [moved[i] ?? 'fs.rename']))
  for (let i = 0; i < acted.length; i++) append(probes, createActingProbe({ list, events: [acted[i] ?? 'fs.stat'], folder, later, handles: undefined }))
  append(probes, createActingProbe({ list, events: ofHandles, folder, later, handles: { promises: () => promises, pathOf: pathOfDescriptor } }))
  return probes
}
