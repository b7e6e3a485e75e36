'use strict'
// What a handler does: a template from a file, each time, and an answer that is made of it.
const { readFile } = require('node:fs/promises')
const { join } = require('node:path')

const template = join(process.cwd(), 'package.json')
exports.user = async (id) => {
  const { dependencies } = JSON.parse(await readFile(template, 'utf8'))
  return { id, name: `user ${id}`, uses: Object.keys(dependencies) }
}
/** Says where it listens, and ends when the standard input does. */
exports.listening = (port, close) => {
  process.stdout.write(`${port}\n`)
  process.stdin.resume().on('end', close)
}
