import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test, { type ExecutionContext } from 'ava'
import { overt, type Said, scratch } from './support/command.ts'

/** Runs a script of Node's under `overt broker`, in the place of Deno. */
function brokered(t: ExecutionContext, script: string): Said {
  const deno = join(scratch(t), 'deno')
  writeFileSync(deno, `#!${process.execPath}\n${script}`, { mode: 0o755 })
  return overt(['broker', '--', deno, 'run', '-A', 'a.ts'])
}

test('the program ends by a signal: the exit code is that of shells', (t) => {
  t.is(brokered(t, "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9000)").status, 143)
  t.is(brokered(t, "process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 9000)").status, 137)
  t.is(brokered(t, 'process.exit(7)').status, 7)
})

test('what is no request ends the connection, and the next one is answered', (t) => {
  const said = brokered(t, `
    const { connect } = require('node:net')
    const ask = (line, next) => {
      let answer = ''
      connect(process.env.DENO_PERMISSION_BROKER_PATH).setEncoding('utf8').on('data', (text) => { answer += text; if (text.includes('\\n')) next(answer.trim()) }).on('close', () => { if (answer === '') next('closed') }).write(line + '\\n')
    }
    const request = { v: 1, pid: process.pid, id: 3, datetime: '', permission: 'env', value: 'HOME' }
    const all = ['null', '7', '[]', '{', JSON.stringify({ ...request, v: 2 }), JSON.stringify(request)]
    const next = () => { const line = all.shift(); if (line === undefined) process.exit(0); ask(line, (answer) => { console.log(answer); next() }) }
    next()
  `)
  t.is(said.err, '')
  t.is(said.out, 'closed\nclosed\nclosed\nclosed\nclosed\n{"id":3,"result":"allow"}\n')
  t.is(said.status, 0)
})
