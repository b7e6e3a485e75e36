'use strict'
// openSync + closeSync. `distinct`: every path is new to the verdict cache, which keeps some thousands; `repeated`: 16 paths in turn.
const { openSync, closeSync } = require('node:fs')

exports.setup = ({ folder, variant }) => {
  const files = variant === 'distinct' ? 20_000 : 16
  const paths = Array.from({ length: files }, (_, i) => `${folder}/files/some-module/lib/file-${String(i).padStart(5, '0')}.js`)
  let next = 0
  return (operations) => {
    let opened = 0
    for (let i = 0; i < operations; i++) {
      const fd = openSync(paths[next], 'r')
      closeSync(fd)
      if (fd > 2) opened++
      next = next + 1 === files ? 0 : next + 1
    }
    return opened
  }
}
exports.answer = (operations) => operations
// Short rounds, and many: some of them are disturbed by nothing.
exports.operations = 250
exports.times = 8
