import { fileURLToPath } from 'node:url'
import { type Engine, events, fieldsOf } from '@overt/core'
import { createFrameWriter } from '../../../../core/src/frame.ts'
import type { Operation, ReadField } from '../../../../core/src/operation.ts'
import { openNative } from '../../../src/engine/native.ts'
import { root } from '../../support/project.ts'
import type { RuleTest } from './shipped.ts'

/** The native engine of this process. */
export function nativeEngine(): Engine {
  const opening = openNative(fileURLToPath(new URL('packages/overt/dist', root)))
  if (opening.kind !== 'native') throw new Error('the native engine cannot be loaded: run `npm run build`')
  return opening.engine
}

/** The fields that any event may carry (schema/events.yaml, `common`). */
const common = { 'package.name': 24, 'package.version': 25, 'package.path': 26, 'package.direct': 28 } as const

/** Judges one event, its package given with it, and answers the ids of the rules that matched. */
export function createJudge(engine: Engine): (test: RuleTest) => readonly string[] {
  const writer = createFrameWriter(engine)
  const rules = engine.rules()
  return (given) => {
    const event = events.find(({ name }) => name === given.event)
    if (event === undefined) throw new Error(`\`${given.event}\` is not an event of the schema`)
    const unknown = Object.keys(given.fields).find((name) => !fieldsOf(event).some((field) => field.name === name))
    if (unknown !== undefined) throw new Error(`\`${given.event}\` has no field \`${unknown}\``)
    const fields: ReadField<RuleTest>[] = fieldsOf(event).map((field) => ({ ...field, read: ({ fields: values }) => values[field.name] }))
    const origin = { 'package.name': given.package?.name, 'package.version': '1.0.0', 'package.path': given.package?.path, 'package.direct': true }
    for (const [name, bit] of Object.entries(common)) {
      if (given.package !== undefined) fields.push({ bit, name, kind: 0, read: () => String(origin[name as keyof typeof common]) })
    }
    const operation: Operation<RuleTest> = { event, fields, complete: undefined, key: undefined, wanted: 1, mask: 0xffff_ffff, context: 0 }
    const answer = writer.judge(operation, given, false)
    if (answer.malformed) throw new Error('the event could not be judged')
    return answer.rules.map((index) => rules[index]?.id ?? '')
  }
}
