import test from 'ava'
import type { AuditHook, EventFields } from '../../src/api.ts'

declare module '../../src/api.ts' {
  interface ApplicationEvents {
    'billing.refund': { readonly amount: number }
  }
}

test('a hook narrows the fields by the name', (t) => {
  const seen: unknown[] = []
  const hook: AuditHook = (name, fields) => {
    if (name === 'process.spawn') seen.push(fields.command_line satisfies string | undefined, fields.args satisfies readonly string[] | undefined)
    if (name === 'billing.refund') seen.push(fields.amount satisfies number)
    // @ts-expect-error -- another event's field
    if (name === 'fs.open') seen.push(fields.command_line)
    // @ts-expect-error -- no event
    if (name === 'fs.opne') seen.push(name)
  }
  const call = hook as (name: string, fields: object) => void
  call('process.spawn', { command_line: 'sh', args: [] } satisfies EventFields['process.spawn'])
  call('billing.refund', { amount: 3 })
  t.deepEqual(seen, ['sh', [], 3])
})
