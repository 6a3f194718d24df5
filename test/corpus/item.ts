import type { RefusalCause } from '../../functions/thumbnails/rules/refusal.ts'

/**
 * Who must decide at the latest: `front`, from a few reads before the file is fetched; `whole`, from all of its bytes;
 * `decoder`, which may be entered.
 */
export type DecidedBy = 'front' | 'whole' | 'decoder'

/** One file of the corpus, and what must become of it. */
export interface CorpusItem {
  readonly name: string
  readonly bytes: Uint8Array
  /** Causes that are right, or `accepted`: it becomes thumbnails. */
  readonly verdict: 'accepted' | readonly RefusalCause[]
  readonly by: DecidedBy
}

/** A file that must be refused. */
export const refused = (
  name: string,
  bytes: Uint8Array,
  by: DecidedBy,
  ...causes: readonly RefusalCause[]
): CorpusItem => ({ name, bytes, verdict: causes, by })

/** A file that must become thumbnails. */
export const accepted = (name: string, bytes: Uint8Array): CorpusItem => ({
  name,
  bytes,
  verdict: 'accepted',
  by: 'decoder',
})

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Numbers as bytes, the highest first. */
export const big = (bytes: 2 | 4, ...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const buffer = Buffer.alloc(bytes)
      buffer.writeUIntBE(value, 0, bytes)
      return buffer
    }),
  )

/** Numbers as bytes, the lowest first. */
export const little = (bytes: 2 | 3 | 4, ...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const buffer = Buffer.alloc(bytes)
      buffer.writeUIntLE(value, 0, bytes)
      return buffer
    }),
  )
