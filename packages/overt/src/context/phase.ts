import process from 'node:process'

/** What package managers call the scripts that they run when packages are installed (npm: docs, Scripts, life cycle). */
const installing: readonly string[] = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish', 'dependencies']

/** Says to a child that the process which started it was part of an installation, and so is the child. */
export const phaseVariable = 'OVERT_PHASE'
export const phaseInstall = 'install'

/** Whether this process is part of an installation; asked before the application runs. npm, pnpm, Yarn and Bun set the same variable. */
export const isInstalling = (): boolean => process.env[phaseVariable] === phaseInstall || installing.includes(process.env['npm_lifecycle_event'] ?? '')
