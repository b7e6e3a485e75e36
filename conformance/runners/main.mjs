// `main.mjs native|wasi|wasm`: reads cases as JSON from standard input, writes what the engine said about each as JSON to standard output.
import process from 'node:process'
import * as core from '../../packages/core/dist/index.js'
import { openEngine } from './engines.mjs'
import { judgeCase } from './judge.mjs'

const parts = []
for await (const part of process.stdin) parts.push(part)
const cases = JSON.parse(new TextDecoder().decode(Buffer.concat(parts)))
const kind = process.argv[2] ?? ''
const engine = await openEngine(kind, process.argv[3])
if (engine.kind !== kind) throw new Error(`the engine says that it is \`${engine.kind}\`, not \`${kind}\``)
process.stdout.write(JSON.stringify(cases.map((/** @type {import('./judge.mjs').Case} */ case_) => judgeCase(core, engine, case_))))
