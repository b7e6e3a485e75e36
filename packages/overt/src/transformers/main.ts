import { readlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'
import { answered, asked, ended, failed, type Given, head, idle, longest, none, number, size, state } from './exchange.ts'
import { createMaker } from './make.ts'

// The thread that makes code once more: transformers.cjs, started by witness.ts. Nothing of the application's runs here.

const { memory, transformers, root, folder } = workerData as Given
const words = new Int32Array(memory, 0, 3)
const place = Buffer.from(memory, head)

/** The other thread waits until `state` changes. */
function say(next: number, text: string | undefined): void {
  const bytes = text === undefined ? undefined : Buffer.from(text)
  if (bytes !== undefined && bytes.length <= longest) bytes.copy(place)
  Atomics.store(words, size, bytes === undefined || bytes.length > longest ? none : bytes.length)
  Atomics.store(words, state, next)
  Atomics.notify(words, state)
}

/** A message of this thread would be delivered in the other one by functions that the application can replace. */
function beSilent(): void {
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done() } })
  for (const name of ['stdout', 'stderr']) Object.defineProperty(process, name, { value: silent })
  process.on('uncaughtException', () => {})
  // The folder is the process's: the application can go to another, whose files would say how to transform.
  process.cwd = () => folder
}

/** Whoever waits is told when this thread ends: by `process.exit` of a transformer, or since it has nothing left to do while an answer is not there. */
function sayWhenEnded(): void {
  process.on('exit', () => {
    // Why nothing could be loaded is said already, and may not have been read yet.
    if (Atomics.load(words, state) !== failed) say(ended, undefined)
  })
  try {
    // `PID/task/NUMBER`
    Atomics.store(words, number, Number(readlinkSync('/proc/thread-self').split('/')[2] ?? 0))
  } catch {
    // No Linux.
  }
}

async function serve(): Promise<void> {
  beSilent()
  sayWhenEnded()
  const maker = createMaker()
  try {
    const find = createRequire(join(root, 'package.json'))
    for (const one of transformers) await import(pathToFileURL(isAbsolute(one) ? one : find.resolve(one)).href)
  } catch (error) {
    say(failed, error instanceof Error ? error.message : String(error))
    return
  }
  maker.listen()
  say(idle, undefined)
  for (;;) {
    for (let now = Atomics.load(words, state); now !== asked; now = Atomics.load(words, state)) Atomics.wait(words, state, now)
    const name = Buffer.from(place.subarray(0, Atomics.load(words, size))).toString()
    say(answered, await maker.make(name))
  }
}

void serve()
