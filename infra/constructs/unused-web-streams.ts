/** Stands in a bundle for Node's web streams, which `compile.ts` leaves out. */
export class ReadableStream {
  constructor() {
    throw new Error('A streamed response: infra/constructs/compile.ts leaves web streams out of functions')
  }
}
