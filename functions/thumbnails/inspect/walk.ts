import type { ImageFacts, Refusal } from '../rules/refusal.ts'
import type { Source } from './source.ts'

/** What a recipe says about which originals it takes. */
export interface Choices {
  readonly frames: 'first' | 'animated'
  readonly acceptTiff: boolean
  /** Default: they are. */
  readonly acceptHeic?: boolean
  readonly resampling: 'gamma' | 'linear'
  /** Pixels of the largest picture that is decoded: width × height × frames. */
  readonly maxPixels: number
}

/** What the headers of a picture tell. Facts that were not reached are left out. */
export interface Walk {
  readonly facts: ImageFacts
  readonly refusal?: Refusal | undefined
}

/**
 * Reads what a picture of one type says of itself, without decoding anything: in time that grows with the bytes at hand
 * and no faster, whatever they are. It never throws.
 */
export type Walker = (source: Source, choices: Choices) => Promise<Walk>
