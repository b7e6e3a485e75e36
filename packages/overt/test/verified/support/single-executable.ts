import { chmodSync, readFileSync, writeFileSync } from 'node:fs'

/** elf(5). */
const [LOAD, NOTE, RELRO] = [1, 4, 0x6474e552]
const PAGE = 4096
/** As Node looks for it: `postject_find_resource`, and the switch that `postject` turns (nodejs.org/api/single-executable-applications.html). */
const name = 'NODE_SEA_BLOB\0'
const off = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0'

/**
 * A single executable of Node 20, 22 or 24 for Linux on 64 bits, as `postject` makes one: Node's program with `blob` (what `--experimental-sea-config` wrote) in a note
 * of its own, and the switch on. The note and its segment take the places of two headers that Node runs without.
 */
export function embed(node: string, blob: string, program: string): void {
  const [whole, data] = [readFileSync(node), readFileSync(blob)]
  const start = Math.ceil(whole.length / PAGE) * PAGE
  const note = Buffer.alloc(12 + Math.ceil(name.length / 4) * 4 + data.length)
  note.writeUInt32LE(name.length, 0)
  note.writeUInt32LE(data.length, 4)
  note.write(name, 12)
  data.copy(note, note.length - data.length)
  const [table, size, count] = [Number(whole.readBigUInt64LE(32)), whole.readUInt16LE(54), whole.readUInt16LE(56)]
  const headers = Array.from({ length: count }, (_, at) => table + at * size)
  const ends = headers.filter((at) => whole.readUInt32LE(at) === LOAD).map((at) => Number(whole.readBigUInt64LE(at + 16) + whole.readBigUInt64LE(at + 40)))
  const address = Math.ceil(Math.max(...ends) / PAGE) * PAGE
  for (const [from, to] of [[RELRO, LOAD], [NOTE, NOTE]] as const) {
    const at = headers.find((header) => whole.readUInt32LE(header) === from)
    if (at === undefined) throw new Error(`${node} has no header of type ${from}`)
    whole.writeUInt32LE(to, at)
    whole.writeUInt32LE(4, at + 4)
    ;[start, address, address, note.length, note.length, PAGE].forEach((value, place) => whole.writeBigUInt64LE(BigInt(value), at + 8 + place * 8))
  }
  const fuse = whole.indexOf(off)
  if (fuse < 0) throw new Error(`${node} has no switch for what is embedded`)
  whole.write('1', fuse + off.length - 1)
  writeFileSync(program, Buffer.concat([whole, Buffer.alloc(start - whole.length), note]))
  chmodSync(program, 0o755)
}
