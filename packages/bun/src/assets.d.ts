/** The rules that ship, compiled; the bundler puts the bytes in. */
declare module '*/rules.image' {
  const bytes: Uint8Array
  export default bytes
}
