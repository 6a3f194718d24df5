import { cut } from '../../../shared/text.ts'

/** A place in a picture that is upright: shares of its width from the left and of its height from the top, 0 to 1. */
export interface FocalPoint {
  readonly x: number
  readonly y: number
}

/** What an original's metadata says of where to look, with what was wrong with it. */
export interface Focus {
  readonly point: FocalPoint
  /** Why the centre is taken instead of what stands there. */
  readonly fault?: string
}

/** Name of the metadata, without `x-amz-meta-`. */
export const focalKey = 'focal-point'

const share = String.raw`(0|1|0?\.\d{1,10}|0\.0*|1\.0*)`
const pattern = new RegExp(String.raw`^\s*${share}\s*,\s*${share}\s*$`)

/** What is written there in four places, so that the same point is the same text. */
const rounded = (text: string): number => Math.round(Number(text) * 10_000) / 10_000

/**
 * Where to look in a picture, by its metadata `focal-point`, such as `0.3,0.7`. What cannot be read is the centre, and says why.
 * @returns undefined where there is no such metadata
 */
export const focusOf = (text: string | undefined): Focus | undefined => {
  if (text === undefined) return undefined
  const [, x, y] = pattern.exec(text) ?? []
  if (x !== undefined && y !== undefined) return { point: { x: rounded(x), y: rounded(y) } }
  const fault = `x-amz-meta-${focalKey}: "${cut(text, 40)}" is not a focal point; expected two numbers from 0 to 1, such as 0.3,0.7. The centre is used.`
  return { point: { x: 0.5, y: 0.5 }, fault }
}

/** As a thumbnail carries it. */
export const focalText = ({ x, y }: FocalPoint): string => `${x},${y}`
