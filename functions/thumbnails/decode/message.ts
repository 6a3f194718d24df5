/** What goes through a pipe between function and decoder: a head, and byte strings that are not copied into it. */
export interface Message<Head> {
  readonly head: Head
  readonly parts: readonly Uint8Array[]
}

/** Bytes of the two lengths in front: of the head, and of all parts together. */
export const prefixBytes = 8

/** The two lengths and the head, as they are written before the parts. */
export const frontOf = <Head>({ head, parts }: Message<Head>): Buffer => {
  const text = Buffer.from(JSON.stringify({ head, lengths: parts.map(({ length }) => length) }))
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt32BE(text.length, 0)
  prefix.writeUInt32BE(
    parts.reduce((sum, { length }) => sum + length, 0),
    4,
  )
  return Buffer.concat([prefix, text])
}

/** The length of head and parts, in bytes, from the prefix. */
export const lengthsOf = (prefix: Buffer): { readonly head: number; readonly parts: number } => ({
  head: prefix.readUInt32BE(0),
  parts: prefix.readUInt32BE(4),
})

/** Puts a message together again; the parts are views of `body`. Both ends are ours, so nothing is checked. */
export const messageOf = <Head>(headText: Buffer, body: Buffer): Message<Head> => {
  const { head, lengths } = JSON.parse(headText.toString()) as { head: Head; lengths: number[] }
  let at = 0
  return {
    head,
    parts: lengths.map((length) => {
      at += length
      return body.subarray(at - length, at)
    }),
  }
}
