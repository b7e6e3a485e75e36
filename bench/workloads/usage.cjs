'use strict'
// A preload on both sides: writes down what processor time a process took until here, which is its start, and in all. overt is loaded before it.
const { appendFileSync } = require('node:fs')

const file = process.env.BENCH_USAGE
const time = () => { const { user, system } = process.cpuUsage(); return user + system }
const start = time()
if (file !== undefined) process.on('exit', () => { if (process.env.BENCH_USAGE === file) appendFileSync(file, `${JSON.stringify({ start, all: time() })}\n`) })
