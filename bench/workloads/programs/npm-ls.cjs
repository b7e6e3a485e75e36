'use strict'
const { spawnSync } = require('node:child_process')

for (let i = 0; i < 8; i++) {
  const { stdout, status } = spawnSync(process.execPath, [process.argv[2], 'ls', '--all', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  process.stdout.write(`${status} ${stdout}`)
}
