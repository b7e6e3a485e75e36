// Writes everything that is made from schema/*.yaml. `--check` writes nothing and exits 1, naming each file that differs.
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parse } from 'yaml'
import { documentation } from './generate/documentation.mjs'
import { mappingPipeline } from './generate/pipeline.mjs'
import { rustCodes, rustEvents } from './generate/rust.mjs'
import { typescriptErrors, typescriptEvents } from './generate/typescript.mjs'
import { validated } from './generate/validated.mjs'

const root = new URL('../', import.meta.url)
const read = (/** @type {string} */ path) => parse(readFileSync(new URL(path, root), 'utf8'))

const schema = validated(read('schema/events.yaml'), read('schema/pending.yaml'))
const { errors } = read('schema/errors.yaml')

/** @type {Record<string, string>} */
const files = {
  'crates/engine/src/schema/generated.rs': rustEvents(schema),
  'crates/engine/src/code.rs': rustCodes(errors, 'engine'),
  'crates/integrity/src/code.rs': rustCodes(errors, 'integrity'),
  'packages/core/src/generated/events.ts': typescriptEvents(schema),
  'packages/core/src/generated/errors.ts': typescriptErrors(errors),
  'pipelines/overt.yml': mappingPipeline(schema),
  'docs/events.md': documentation(schema, JSON.parse(readFileSync(new URL('schema/vocabulary.json', root), 'utf8'))),
}

const check = process.argv.includes('--check')
const stale = Object.entries(files).filter(([path, text]) => {
  let found = ''
  try {
    found = readFileSync(new URL(path, root), 'utf8')
  } catch {
    // not there yet: stale
  }
  if (found !== text && !check) writeFileSync(new URL(path, root), text)
  return found !== text
})
for (const [path] of stale) console.log(check ? `stale: ${path} (run \`npm run generate\`)` : `wrote ${path}`)
process.exitCode = check && stale.length > 0 ? 1 : 0
