import { inspectUpload } from '../inspect/inspection.ts'
import type { Recipe } from '../rules/recipe.ts'
import type { ImageFacts, Refusal } from '../rules/refusal.ts'
import { startDecoder } from '../world/decoder.ts'
import { decodeSeconds, type Rendering, render } from './render.ts'

/** What can be done with pictures. Tests of all else put something simple in its place. */
export interface Pictures {
  /** Called as soon as it is clear that a picture will be decoded. */
  readonly prepare: () => void
  /** Decides from a few reads whether a file may be decoded. */
  readonly inspect: (
    read: (from: number, length: number) => Promise<Uint8Array>,
    bytes: number,
    recipe: Recipe,
  ) => Promise<{ readonly facts: ImageFacts; readonly refusal?: Refusal | undefined }>
  /** @throws TransientError where a later try may help */
  readonly render: (bytes: Uint8Array, recipe: Recipe, facts: ImageFacts) => Promise<Rendering>
  /** Longest that `render` takes. */
  readonly deadlineSeconds: number
}

/** What really is done with them. */
export const pictures: Pictures = {
  prepare: startDecoder,
  inspect: inspectUpload,
  render,
  deadlineSeconds: decodeSeconds,
}
