import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Judge } from './operations.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { answerLine, parseRequest } from './request.ts'

/** A line longer than this is no request of Deno's. */
const longestLine = 1 << 20

/** The broker while it listens. */
export interface Broker {
  /** The socket, in a folder that nobody else can open. */
  readonly path: string
  close(): void
}

/** Listens on a Unix socket of its own. Whatever is not understood ends the connection, and Deno without an answer refuses. */
export async function listen(judge: Judge): Promise<Broker> {
  // Made with mode 0700: whoever could connect could ask, and learn what rules say.
  const folder = temporaryFolder('overt-broker-')
  const path = join(folder, 'socket')
  const server = createServer((socket) => {
    serve(socket, judge)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(path, done)
  })
  return {
    path,
    close() {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function serve(socket: Socket, judge: Judge): void {
  let waiting = ''
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (text: string) => {
    waiting += text
    for (let end = waiting.indexOf('\n'); end !== -1; end = waiting.indexOf('\n')) {
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 1)
      const request = parseRequest(line)
      if (request === undefined) {
        socket.destroy()
        return
      }
      socket.write(answerLine(request.id, judge(request)))
    }
    if (waiting.length > longestLine) socket.destroy()
  })
}
