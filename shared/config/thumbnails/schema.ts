import * as z from 'zod'
import { durationPattern, durationSeconds } from '../../duration.ts'
import { durationSchema, nameSchema } from '../values.ts'
import { existingProblems, existingSchema } from './existing.ts'
import { defaultKey, templateProblem } from './key-template.ts'
import { madeSchema } from './made.ts'
import { recipeProblems, watchedPrefixes } from './problems.ts'
import { requestsSchema } from './requests.ts'
import { viewSchema } from './view.ts'

/** Pixels of one side. WebP takes no more. */
const longestSide = 16_383
const sideSchema = z.int().min(16).max(longestSide)

/** Pixels of a box that is always filled: the decoder has 450 MB, and at 25 million AVIF takes more. */
const maxFilled = 16e6

/** The decoder is stopped at 450 MB, of which 87 are its own; the original lies in it, and something must be left to decode it. */
const mostMegabytes = 300

/** A photo of more does not fit into the 300 MB that the decoder takes of an original. */
const mostMegapixels = 1_000

const boxSchema = z
  .strictObject({
    width: sideSchema.exactOptional(),
    height: sideSchema.exactOptional(),
    /** `inside`: all of the picture, no side longer. `cover`: the box is filled, edges are cut. `contain`: the rest of the box is background. */
    fit: z.enum(['inside', 'cover', 'contain']).default('inside'),
  })
  .refine(({ width, height }) => width !== undefined || height !== undefined, 'a width, a height or both')
  .refine(
    ({ width, height, fit }) => fit === 'inside' || (width !== undefined && height !== undefined),
    'a width and a height, which cover and contain need',
  )
  .refine(
    ({ width = 0, height = 0, fit }) => fit === 'inside' || width * height <= maxFilled,
    `at most ${maxFilled / 1e6} million pixels with cover and contain, such as 4000 × 4000`,
  )

const sizeSchema = z.union([sideSchema, boxSchema], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null
      ? undefined
      : `a whole number from 16 to ${longestSide} for the longest side, or { width, height, fit }`,
})

const sizesSchema = z
  .record(nameSchema, sizeSchema)
  .refine((sizes) => Object.keys(sizes).length >= 1 && Object.keys(sizes).length <= 10, 'one to ten sizes')

const keySchema = z.string(`a template such as ${defaultKey}`).check((context) => {
  if (context.issues.length > 0) return
  const wrong = templateProblem(context.value)
  if (wrong !== undefined) context.issues.push({ code: 'custom', message: wrong, input: context.value })
})

const shareSchema = z.number().min(0).max(1)

const positionSchema = z.union(
  [z.enum(['centre', 'attention', 'entropy']), z.strictObject({ x: shareSchema, y: shareSchema })],
  {
    error:
      "'centre', 'attention', 'entropy', or { x: 0.3, y: 0.7 }: shares of the width from the left and of the height from the top, 0 to 1",
  },
)

const watermarkSchema = z.strictObject({
  /** A picture of at most 256 KB, beside nightshift.config.ts or below. */
  file: z
    .string()
    .regex(
      /^(?!.*\.\.)[\w-][\w ./-]*\.(png|webp|jpe?g)$/i,
      'a PNG, WebP or JPEG beside this file, such as brand/mark.png',
    ),
  place: z.enum(['north-west', 'north-east', 'south-west', 'south-east', 'centre']).default('south-east'),
  /** Its width as a share of the thumbnail's. Default 0.2. */
  share: z.number().positive().max(1).default(0.2),
})

// A filter of S3 wants other characters percent-encoded, and a role's policy reads *, ? and $ as wildcards.
const prefixSchema = z.string().regex(/^[\w!'()./-]{0,512}$/, "up to 512 letters, digits and !-_.'()/, such as photos/")

const fields = {
  /** Longest side in pixels, or a box, by the name that stands in the key. */
  sizes: sizesSchema,
  format: z.enum(['webp', 'jpeg', 'avif', 'png']),
  /** 1 to 100. PNG loses nothing, whatever this says. */
  quality: z.int().min(1).max(100),
  /** Colour of what `contain` adds, and behind what is transparent where the format cannot be. */
  background: z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour such as #ffffff'),
  /** Of an animation: its first frame, or all of them. Only WebP moves. */
  frames: z.enum(['first', 'animated']),
  /** `gamma` averages pixels as they are stored, which is faster; `linear` as light, which keeps small bright things. */
  resampling: z.enum(['gamma', 'linear']),
  /** What of a picture stays with `cover`. An original whose metadata has `focal-point` says that for itself. */
  position: positionSchema,
  /** Whether the copyright stays; all other metadata goes. */
  keepCopyright: z.boolean(),
  /** Whether thumbnails carry what is shown in their place until they are there: a ThumbHash, and the dominant colour. */
  placeholder: z.boolean(),
  /** Whether TIFF is decoded too. */
  acceptTiff: z.boolean(),
  /** Whether HEIC, the format of phones, is decoded: HEVC has patents, which docs/thumbnails.md speaks of. */
  acceptHeic: z.boolean(),
  /** `by-size`: One Zone-IA where a month of storage costs less there. `standard`: for what is looked at every day. */
  storage: z.enum(['by-size', 'standard']),
  /** Where thumbnails are kept: {key} is the original's whole key, {path} its folders with the slash, {name} the rest. */
  key: keySchema,
}

const optional = {
  sizes: fields.sizes.exactOptional(),
  format: fields.format.exactOptional(),
  quality: fields.quality.exactOptional(),
  background: fields.background.exactOptional(),
  frames: fields.frames.exactOptional(),
  resampling: fields.resampling.exactOptional(),
  position: fields.position.exactOptional(),
  keepCopyright: fields.keepCopyright.exactOptional(),
  placeholder: fields.placeholder.exactOptional(),
  acceptTiff: fields.acceptTiff.exactOptional(),
  acceptHeic: fields.acceptHeic.exactOptional(),
  storage: fields.storage.exactOptional(),
  key: fields.key.exactOptional(),
  watermark: watermarkSchema.exactOptional(),
}

const rejectsSchema = z.strictObject({
  /** So many refusals within that time are an incident. Default 20. */
  flood: z.int().min(1).max(1000).default(20),
  /** At most 15 minutes. Default '10 minutes'. */
  within: durationSchema
    .refine(
      (text) => !durationPattern.test(text) || durationSeconds(text) <= 900,
      'at most 15 minutes, the longest that SQS delays a message',
    )
    .default('10 minutes'),
})

export const thumbnailsSchema = z
  .strictObject({
    /** Default `{ large: 1600, medium: 800, small: 200 }`. */
    sizes: fields.sizes.default({ large: 1600, medium: 800, small: 200 }),
    /** Default webp. */
    format: fields.format.default('webp'),
    /** Default 80. */
    quality: fields.quality.default(80),
    /** Default white. */
    background: fields.background.default('#ffffff'),
    /** Default first. */
    frames: fields.frames.default('first'),
    /** Default gamma. */
    resampling: fields.resampling.default('gamma'),
    /** Default centre. */
    position: fields.position.default('centre'),
    /** Default false. */
    keepCopyright: fields.keepCopyright.default(false),
    /** Default false. */
    placeholder: fields.placeholder.default(false),
    /** Default false. */
    acceptTiff: fields.acceptTiff.default(false),
    /** Default true. */
    acceptHeic: fields.acceptHeic.default(true),
    /** Default by-size. */
    storage: fields.storage.default('by-size'),
    /** Default `{key}/{size}.{format}`. */
    key: fields.key.default(defaultKey),
    watermark: watermarkSchema.exactOptional(),
    /** Only keys under this prefix, and those of the recipes. Default every key. */
    prefix: prefixSchema.default(''),
    /** Other recipes for some originals: the one with the longest prefix counts. What is left out is as above. */
    recipes: z
      .array(z.strictObject({ prefix: prefixSchema, ...optional }))
      .max(50)
      .default([]),
    /** Originals over this many megabytes (of 1,000,000 bytes) are refused. At most 300. Default 40. */
    maxMegabytes: z
      .number()
      .positive()
      .refine(
        (megabytes) => megabytes <= mostMegabytes,
        `at most ${mostMegabytes}: the decoder, which is stopped at 450 MB, holds the whole original`,
      )
      .default(40),
    /**
     * Originals of over this many megapixels (of 1,000,000 pixels), all frames together, are refused. A telephone of 108 MP needs 110, one of 200 MP
     * needs 205. From 1 to 1000. Default 50.
     */
    maxMegapixels: z
      .number('megapixels, a number from 1 to 1000 such as 50')
      .refine(
        (megapixels) => megapixels >= 1 && megapixels <= mostMegapixels,
        `from 1 to ${mostMegapixels} megapixels, such as 50`,
      )
      .default(50),
    /**
     * Batches of five uploads that are worked on at once, at most. Default 4, or 2 beside a firewall: a new account may run ten functions at
     * once, and alarms, jobs and their timers need room as well. Raise it once the account's concurrency is raised.
     */
    concurrency: z.int().min(2).max(1_000).optional(),
    rejects: rejectsSchema.prefault({}),
    /** Buckets that are there already and get thumbnails too, by their notifications on EventBridge. Nothing in them is changed. Default none. */
    existing: existingSchema(prefixSchema).default([]),
    /** Where your own application hears of thumbnails that were made: `{ bus: 'default' }` or `{ queue: 'shop-pictures' }`. Left out: nowhere. */
    made: madeSchema.exactOptional(),
    /** Serves the thumbnails through CloudFront. Left out: nobody but the account reads them. */
    view: viewSchema.exactOptional(),
    /** Makes pictures of any size when their signed address is asked for, through the view. `{}` for the defaults. Left out: nobody can. */
    requests: requestsSchema.exactOptional(),
  })
  .check((context) => {
    // Only whole recipes can be compared; zod comes here with halves too.
    if (context.issues.length > 0) return
    const { value } = context
    for (const issue of [...recipeProblems(value), ...existingProblems(value.existing, watchedPrefixes(value))])
      context.issues.push({ code: 'custom', ...issue })
    if (value.requests && !value.view)
      context.issues.push({
        code: 'custom',
        path: ['requests'],
        input: value.requests,
        message: 'a view beside it, through which pictures are asked for: thumbnails.view, such as view: {}',
      })
  })

export type ThumbnailsConfig = z.output<typeof thumbnailsSchema>

/** What a recipe says, all of it. */
export type RecipeFields = Pick<ThumbnailsConfig, keyof typeof optional>
