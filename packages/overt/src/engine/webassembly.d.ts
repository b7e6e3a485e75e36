/** The part of WebAssembly's interface that this package uses. The types of Node have none, and those of browsers bring all of the DOM. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean })
    readonly buffer: ArrayBuffer
  }
}
