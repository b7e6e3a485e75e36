// What the READMEs tell a newcomer to do, done: every command of `## Use it` and of the package's own README as it is written, with the rule, the configuration
// and the hook that stand there.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** The blocks of a text: indented ones are commands, fenced ones have a language. @param {string} text */
function blocks(text) {
  const fenced = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ language, code }))
  const indented = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^ {4}(\S.*)$/gm)].map(([, line = '']) => line)
  return { fenced, commands: [...indented, ...fenced.filter(({ language }) => language === '').flatMap(({ code }) => code.trim().split('\n'))] }
}

/** `npx overt run app.js    # or: node app.js` is two commands. @param {string} line */
const told = (line) => line.split(/\s+# or: |\s{2,}# .*$/).filter((one) => one !== '')

/** @param {ReturnType<typeof blocks>} of @param {RegExp} what */
function found({ fenced }, what) {
  const block = fenced.find(({ code }) => what.test(code))
  if (block === undefined) throw new Error(`README.md has no block with ${String(what)}`)
  return block.code
}

/**
 * Runs them in a folder where `overt` is installed.
 *
 * @param {string} folder
 * @returns {Promise<{ command: string, wrong: string | undefined }[]>}
 */
export async function followReadme(folder) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const all = blocks(readme)
  const [, use = ''] = readme.split('## Use it\n')
  const [install, ...lines] = blocks(use.split(/^## /m)[0] ?? '').commands
  if (install !== 'npm install overt') throw new Error(`README.md does not begin with \`npm install overt\` under "Use it", but with \`${install ?? ''}\``)

  // What a rule would look for in evaluated text: in a file it is nothing, wherever the package lies and whatever its code cache was made from.
  writeFileSync(join(folder, 'app.js'), `require('node:child_process')\nconsole.log('hello', typeof process.env.HOME)\n`)
  for (const rules of ['my-rules', 'rules']) mkdirSync(join(folder, rules))
  writeFileSync(join(folder, 'my-rules/shell.yml'), found(all, /^title: /))
  copyFileSync(join(folder, 'my-rules/shell.yml'), join(folder, 'rules/shell.yml'))
  writeFileSync(join(folder, 'overt.yaml'), found(all, /^mode: /))
  writeFileSync(join(folder, 'hook.mjs'), found(all, /^import \{ addAuditHook/))

  const own = blocks(readFileSync(join(root, 'packages/overt/README.md'), 'utf8')).commands
  const commands = [
    ...[...lines, ...own].flatMap(told),
    'OVERT_CONFIG=overt.yaml node --require overt/register app.js',
    'node --require overt/register hook.mjs',
    'npx overt rules check rules/',
  ]
  const results = []
  for (const line of commands) {
    const { status, output } = await command('sh', ['-c', line], { cwd: folder, seconds: 120, env: { NODE_OPTIONS: undefined, PATH: `${join(process.execPath, '..')}:${process.env.PATH ?? ''}` } })
    const ran = !/\bapp\.js$/.test(line) || output.includes('hello')
    // Nothing here does what a rule that ships looks for, and nothing is out of reach.
    const quiet = !/^overt: (?:alert|block|kill|gap)\b/m.test(output)
    results.push({ command: line, wrong: status === 0 && ran && quiet ? undefined : `status ${status}: ${output.slice(-600)}` })
  }
  return results
}
