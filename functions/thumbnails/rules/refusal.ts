/** Why an original is refused. The words stay the same over releases; docs/thumbnails.md lists them. */
export const refusalCauses = [
  'empty',
  'too-big',
  'too-many-pixels',
  'too-many-scans',
  'too-many-frames',
  'too-many-parts',
  'too-much-memory',
  'arithmetic-coding',
  'unsupported-type',
  'not-an-image',
  'truncated',
  'corrupt',
  'too-slow',
  'key-too-long',
] as const

export type RefusalCause = (typeof refusalCauses)[number]

export interface Refusal {
  readonly cause: RefusalCause
  /** What is wrong, for a person. */
  readonly reason: string
}

/** What a decision was made from; the ledger keeps it. Sizes in bytes and pixels. */
export interface ImageFacts {
  readonly type?: string | undefined
  readonly bytes?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** How often the decoder of a JPEG goes over the picture. */
  readonly scans?: number | undefined
  readonly frames?: number | undefined
  /** Bytes that decoding takes, as far as the headers tell. */
  readonly memory?: number | undefined
}

/** Bytes as people read them: `812 bytes`, `41.3 MB` (of 1,000,000 bytes). */
export const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`
