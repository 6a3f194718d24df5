/** Bytes of UTF-8 that a key, and so a prefix, may have. */
const mostBytes = 1024

/** Tags that an object may carry. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const mostTags = 10

/** Characters that XML 1.0, in which rules are sent, cannot hold, whether escaped or not; lone surrogates are among them. */
const unsendable = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * What a prefix must be like, where one is not so. S3 refuses what is too long or not XML, and takes all else for the text
 * that keys start with: a rule for `logs/*` or `/logs/` would be accepted and match nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const prefixFault = (prefix: string): string | undefined => {
  const bytes = Buffer.byteLength(prefix)
  if (bytes > mostBytes) return `at most ${mostBytes} bytes of UTF-8, because no key is longer; this is ${bytes}`
  if (unsendable.test(prefix)) return 'no control characters and no halves of a character: S3 cannot be sent them'
  if (/^s3:\/\//i.test(prefix)) return 'the beginning of keys, such as logs/, without s3:// and the bucket'
  if (/^\.?\//.test(prefix))
    return `the beginning of keys, such as logs/: keys do not start with ${prefix.startsWith('.') ? './' : 'a slash'}`
  if (/[*?]/.test(prefix))
    return 'a text that keys start with, such as logs/: S3 knows no wildcards and takes * and ? for themselves'
  return undefined
}

/** Whether a prefix looks like a pattern, though keys may well be spelled so: `logs/[0-9]`, `{a,b}/`, `^logs`. */
export const looksLikePattern = (prefix: string): boolean => /\[.*\]|\{.*\}|^\^|\$$|\\/.test(prefix)

const tagCharacters = /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u

/** What a tag's key must be like, where one is not so. */
export const tagKeyFault = (key: string): string | undefined => {
  if (key === '' || [...key].length > 128) return 'a tag key of 1 to 128 characters'
  if (/^aws:/i.test(key)) return 'a tag key that does not start with aws:, which AWS keeps to itself'
  return tagCharacters.test(key) ? undefined : 'a tag key of letters, digits, spaces and _ . : / = + - @'
}

/** What a tag's value must be like, where one is not so. */
export const tagValueFault = (value: string): string | undefined => {
  if ([...value].length > 256) return 'a tag value of at most 256 characters'
  return tagCharacters.test(value) ? undefined : 'a tag value of letters, digits, spaces and _ . : / = + - @'
}

/** Why a rule's tags can match no object. */
export const tagsFault = (tags: Readonly<Record<string, string>>): string | undefined => {
  const count = Object.keys(tags).length
  return count > mostTags
    ? `at most ${mostTags} tags, because no object carries more; these are ${count}, so the rule would match nothing`
    : undefined
}
