import { cut } from '../../../shared/text.ts'
import type { Placeholder } from '../rules/placeholder.ts'
import type { Recipe, Watermark } from '../rules/recipe.ts'

/** What the decoder is asked: to make thumbnails of the picture in the first part. A watermark is the second. */
export interface Work {
  /** What the first bytes say that the picture is; no other loader runs. */
  readonly type: string
  readonly recipe: Omit<Recipe, 'watermark'>
  readonly watermark: Omit<Watermark, 'bytes'> | undefined
}

/** A thumbnail without its bytes. Pixels. */
export interface Made {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly placeholder?: Placeholder
}

/** What it answers: the thumbnails, whose bytes are the parts; or what libvips says against the picture. */
export type Done =
  | {
      readonly thumbnails: readonly Made[]
      /** In spite of which the picture was decoded. */
      readonly warning?: string
      readonly fault?: undefined
    }
  | {
      readonly fault: string
      /** Whether the picture was decoded and the fault is thus not its own. */
      readonly decoded: boolean
    }

/** Of all that libvips says of a fault, the line that tells something; at most 200 characters. */
export const tellingLine = (fault: string): string => {
  const lines = fault.split('\n').filter((line) => !/^Warning treated as error|^error in tile|bad seek/.test(line))
  return cut((lines[0] ?? 'its parts lie outside of it').replace(/:\s*$/, ''), 200)
}
