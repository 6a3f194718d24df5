import { PermanentError } from '../../shared/errors.ts'

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

/**
 * Where a thumbnail is kept: `<original key>/<size>.webp`. No two originals share one, because a size's name has no slash.
 * @returns undefined when S3 would not take so long a key
 */
export const thumbnailKey = (key: string, size: string): string | undefined => {
  const thumbnail = `${key}/${size}.webp`
  return Buffer.byteLength(thumbnail) > maxKeyBytes ? undefined : thumbnail
}
