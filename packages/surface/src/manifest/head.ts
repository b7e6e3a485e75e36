/** The head of a manifest (docs/manifest.md): what a signature covers. */
export interface Head {
  readonly serial: bigint
  readonly count: bigint
  /** BLAKE3 of the index, as hexadecimal digits. */
  readonly index: string
}

const number = '(0|[1-9][0-9]{0,19})'
const digest = '([0-9a-f]{64})'
/** One form only, so that a signature has one meaning. */
const form = new RegExp(`^overt-manifest 1\\nserial ${number}\\ncount ${number}\\ntext ${digest}\\nindex ${digest}\\n(?:cache ${digest}\\n)?$`)

/** Reads a head; undefined where it is of another form. */
export function parseHead(text: string): Head | undefined {
  const found = form.exec(text)
  if (found === null || text.at(-1) !== '\n') return undefined
  const [, serial = '', count = '', , index = ''] = found
  return { serial: BigInt(serial), count: BigInt(count), index }
}
