import { join } from 'node:path'
import { root } from '../../scripts/run/root.mjs'

/** What is in the repository. */
export const source = join(root, 'demo')
/** What a run makes; it may be deleted at any time. */
export const work = join(root, '.demo')
export const app = join(work, 'app')
export const server = join(app, 'server.js')
/** A home of the demo's own, with a `.npmrc` that holds no secret. */
export const home = join(work, 'home')
export const records = join(work, 'records')
export const command = join(root, 'packages/overt/dist/overt.cjs')
export const register = join(root, 'packages/overt/dist/register.cjs')
export const policy = join(source, 'policy.yml')

/** Below the workspace's root, as a person would type it. @param {string} path */
export const short = (path) => path.slice(root.length)
