import * as z from 'zod'
import { bucketNameSchema } from '../values.ts'

/** A bucket that is there already, whose objects get thumbnails too. */
export interface Existing {
  readonly bucket: string
  readonly prefix: string
}

/** What may be said of a bucket that is there already. @param prefix of the keys that count */
export const existingSchema = (prefix: z.ZodType<string>) =>
  z
    .array(
      z.strictObject({
        /** Its name. It is in the account and region of the deployment. */
        bucket: bucketNameSchema,
        /** Only keys under it. Default every key. */
        prefix: prefix.default(''),
      }),
    )
    .max(20)

const startEither = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one)

/**
 * Buckets that are there already and cannot be watched so: one place is named twice, or no recipe is for it.
 * @param watched prefixes of all recipes
 */
export const existingProblems = (
  existing: readonly Existing[],
  watched: readonly string[],
): { readonly path: PropertyKey[]; readonly input: unknown; readonly message: string }[] =>
  existing.flatMap(({ bucket, prefix }, index) => {
    const path = ['existing', index, 'prefix']
    const twice = existing.slice(0, index).some((other) => other.bucket === bucket && startEither(other.prefix, prefix))
    if (twice) return [{ path, input: prefix, message: `a prefix of ${bucket} that no other entry has in it` }]
    if (watched.some((each) => startEither(each, prefix))) return []
    const message = `a prefix that a recipe is for: ${watched.join(', ')}; or another recipe with this prefix`
    return [{ path, input: prefix, message }]
  })

/**
 * Whether a bucket is one that a deployment makes for itself: CloudFormation begins its name with the stack's.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 * @param name of the config
 */
export const isOwnBucket = (bucket: string, name: string): boolean => {
  const stack = `${name}-operations-`.toLowerCase()
  if (bucket.startsWith(stack)) return true
  // A long name is shortened, and what it is for stays.
  return bucket.startsWith(stack.slice(0, 16)) && /-(originals|thumbnails)[0-9a-z]*-[0-9a-z]{10,}$/.test(bucket)
}
