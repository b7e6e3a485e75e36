'use strict'
const { readFileSync } = require('node:fs')

exports.setup = ({ folder }) => {
  const paths = Array.from({ length: 16 }, (_, i) => `${folder}/files/some-module/lib/file-${String(i).padStart(5, '0')}.js`)
  return (operations) => {
    let characters = 0
    for (let i = 0; i < operations; i++) characters += readFileSync(paths[i & 15], 'utf8').length
    return characters
  }
}
exports.answer = (operations) => operations * 1024
// Short rounds, and many: some of them are disturbed by nothing.
exports.operations = 250
exports.times = 8
