import { fileURLToPath } from 'node:url'

/** The folder that holds the workspace, with a separator at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
