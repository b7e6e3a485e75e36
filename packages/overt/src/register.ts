import { writeSync } from 'node:fs'
import process from 'node:process'
import { type PreloadScript, preloadScript, runPreload } from './code-cache/script.ts'

runPreload(read(), import.meta.dirname, require, module)

/** Node 22 and later read this file whatever `--permission` grants; what lies beside it has to be granted. */
function read(): PreloadScript {
  try {
    return preloadScript(import.meta.dirname)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ACCESS_DENIED') throw error
    writeSync(2, `overt: OVERT_ENGINE: \`--permission\` hides \`${import.meta.dirname}\` from overt; start with \`--allow-fs-read=${import.meta.dirname}/*\` and \`--allow-addons\` too, and grant it the rules, the configuration and the record that it is given\n`)
    process.exit(2)
  }
}
