import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export const dynamic = 'force-dynamic'

export async function GET() {
  const { stdout } = await promisify(execFile)('/bin/echo', ['a program was started'])
  return new Response(stdout)
}
