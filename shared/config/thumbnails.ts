import * as z from 'zod'
import { nameSchema } from './values.ts'

export const thumbnailsSchema = z.strictObject({
  /** Longest side of each thumbnail in pixels, by the name that its key ends in. Default `{ large: 1600, medium: 800, small: 200 }`. */
  sizes: z
    .record(nameSchema, z.int().min(16).max(16_383))
    .refine((sizes) => Object.keys(sizes).length >= 1 && Object.keys(sizes).length <= 10, 'one to ten sizes')
    .default({ large: 1600, medium: 800, small: 200 }),
  /** WebP quality, 1 to 100. Default 80. */
  quality: z.int().min(1).max(100).default(80),
  /** Originals over this many megabytes (of 1,000,000 bytes) are refused. Default 40. */
  maxMegabytes: z.number().positive().max(500).default(40),
  /** Only keys under this prefix. Default every key. */
  prefix: z
    .string()
    // A filter of S3 wants other characters percent-encoded, and a role's policy reads *, ? and $ as wildcards.
    .regex(/^[\w!'()./-]{0,512}$/, "up to 512 letters, digits and !-_.'()/, such as photos/")
    .default(''),
})

export type ThumbnailsConfig = z.output<typeof thumbnailsSchema>
