import { createHash } from 'node:crypto'
import { partsOf } from '../../../shared/config/thumbnails/key-template.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { PrefixRecipe } from './recipe.ts'

/** Longest key that S3 takes, in bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const maxKeyBytes = 1024

/**
 * The real key of an object from the key in an S3 notification, which is form-encoded: a plus stands for a space.
 * @throws PermanentError `malformed-event` when it is not UTF-8 in that encoding
 */
export const decodeKey = (encoded: string): string => {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    throw new PermanentError('malformed-event', 'A key in the notification is not form-encoded UTF-8')
  }
}

/** A key as S3 writes it in a notification. */
export const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')

/** Metadata in which a thumbnail says at which key it was written, and what stands there. */
export const placeKey = 'key-hash'
export const placeOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16)

/** Where the thumbnail of one size is kept. The schema has refused templates by which two could share a key. */
export const thumbnailKey = (key: string, size: string, recipe: Pick<PrefixRecipe, 'key' | 'format'>): string => {
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  const values = { key, path: folder, name: key.slice(folder.length), size, format: recipe.format }
  return partsOf(recipe.key, recipe.format)
    .map((part) => ('text' in part ? part.text : values[part.field]))
    .join('')
}

/** The keys of all thumbnails of an original, in the order of the sizes; undefined when one would be too long for S3. */
export const thumbnailKeys = (key: string, recipe: PrefixRecipe): readonly string[] | undefined => {
  const keys = recipe.sizes.map(({ name }) => thumbnailKey(key, name, recipe))
  return keys.every((each) => Buffer.byteLength(each) <= maxKeyBytes) ? keys : undefined
}
