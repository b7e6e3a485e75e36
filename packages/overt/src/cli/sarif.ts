import { pathToFileURL } from 'node:url'
import { isAbsolute, sep } from 'node:path'
import type { Diagnostic } from '@overt/core'
// Types alone: nothing of it is loaded, nothing is published.
// eslint-disable-next-line no-restricted-imports
import type { Log, Result } from 'sarif'
import { version } from '../version.ts'

/** Problems as a SARIF 2.1.0 log (OASIS), which code hosts show beside the lines that they are about. */
export function sarif(diagnostics: readonly Diagnostic[]): string {
  const codes = [...new Map(diagnostics.map(({ code, title }) => [code, title]))]
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'overt', version, rules: codes.map(([id, text]) => ({ id, shortDescription: { text } })) } },
        columnKind: 'unicodeCodePoints',
        results: diagnostics.map(result),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function result({ code, severity, message, hint, file, line, column, length }: Diagnostic): Result {
  // A name may hold what a URI means something by: `#`, `?`, `%`, a colon.
  const uri = isAbsolute(file) ? pathToFileURL(file).href : file.split(sep).join('/').split('/').map(encodeURIComponent).join('/')
  return {
    ruleId: code,
    level: severity,
    message: { text: hint === '' ? message : `${message}; ${hint}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column, endColumn: column + length } } }],
  }
}
