import { type Circumstances, nameOf, type Starting, unauditedReason as reasonOf } from '@overt/core/commands'
import { execPath, launchedPath } from '../../captured.ts'

const circumstances: Circumstances = { program: nameOf(execPath), runtime: 'node', path: launchedPath, needed: ' NODE_OPTIONS OVERT_LAUNCH OVERT_PARENT ', isNodeTold: true }

/** Why a node that this command starts will not load the preload, or another runtime will not, as far as its words tell (docs/design/shell.md). */
export const unauditedReason = (command: Starting): string | undefined => reasonOf(command, circumstances)
