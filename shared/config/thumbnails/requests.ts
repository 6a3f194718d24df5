import * as z from 'zod'
import { longestSide, normalForm, PictureError, parsePicture } from '../../thumbnails/picture.ts'

/** What keeps an allowed size from being one, or nothing. */
const sizeProblem = (text: string): string | undefined => {
  try {
    const form = normalForm(parsePicture(text))
    return form === text ? undefined : `its one spelling: ${form}`
  } catch (error) {
    if (error instanceof PictureError)
      return `a size as it stands in an address, such as w=480,h=320,fit=cover: ${error.rule}`
    throw error
  }
}

const sizeSchema = z.string().check((context) => {
  const wrong = sizeProblem(context.value)
  if (wrong !== undefined) context.issues.push({ code: 'custom', message: wrong, input: context.value })
})

/** Pictures that are asked for by their address, which the team's own application signs. */
export const requestsSchema = z
  .strictObject({
    /** Only these, as they stand in an address: `['w=480,h=320,fit=cover', 'w=200']`. Left out: any that is signed. */
    sizes: z.array(sizeSchema).min(1).max(200).exactOptional(),
    /** Pixels of the longest side that may be asked for. Default 4000. */
    largest: z.int().min(16).max(longestSide).default(4_000),
    /** Pictures that are made of one version of an original; others are refused. Default 100. */
    maxPerOriginal: z.int().min(1).max(1_000).default(100),
    /** Calls of the function at once, taken from the account's. Left out: as many as the account has left. */
    concurrency: z.int().min(1).max(1_000).exactOptional(),
  })
  .check((context) => {
    if (context.issues.length > 0) return
    const { sizes = [], maxPerOriginal, largest } = context.value
    for (const [index, size] of sizes.entries()) {
      const { width = 0, height = 0 } = parsePicture(size)
      if (Math.max(width, height) > largest)
        context.issues.push({
          code: 'custom',
          path: ['sizes', index],
          input: size,
          message: `at most ${largest} pixels a side, as largest says; or raise largest`,
        })
    }
    // One that is `auto` is up to three: AVIF, WebP and JPEG.
    const different = [...new Set(sizes)]
    const autos = different.filter((size) => parsePicture(size).format === 'auto').length
    const named = different.length + 2 * autos
    if (named > maxPerOriginal)
      context.issues.push({
        code: 'custom',
        path: ['maxPerOriginal'],
        input: maxPerOriginal,
        message: `at least ${named}, because sizes names so many${autos > 0 ? ', format=auto as three' : ''} (100 where it is left out); or fewer sizes`,
      })
  })

export type RequestsConfig = z.output<typeof requestsSchema>
