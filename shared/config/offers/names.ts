/** A name as the config wants it, of lower-case letters, digits and hyphens, from one with blanks, capitals or other signs. */
export const offerName = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const name = value
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-\d]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return name.length >= 2 ? name : undefined
}

/** The name of an environment variable from one with hyphens, dots or blanks. */
export const offerVariable = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const name = value.trim().replace(/[^A-Za-z0-9_]+/g, '_')
  return /^[A-Za-z_]\w*$/.test(name) && !name.startsWith('NIGHTSHIFT_') ? name : undefined
}

const bucketPattern = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/**
 * A bucket's name from its address: `s3://shop-photos/2026`, its ARN, its URL in either style.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export const offerBucket = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const name =
    /^s3:\/\/([^/]+)/i.exec(text)?.[1] ??
    /^arn:[\w-]+:s3:::([^/]+)/.exec(text)?.[1] ??
    /^(?:https?:\/\/)?([a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com/i.exec(text)?.[1] ??
    /^(?:https?:\/\/)?s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?\/([^/]+)/i.exec(text)?.[1] ??
    text.replace(/\/$/, '')
  const lower = name.toLowerCase()
  return bucketPattern.test(lower) ? lower : undefined
}

/** An image's reference without what other tools write around it: a scheme, blanks, a colon or slash too many. */
export const offerImage = (value: unknown, isImage: (image: string) => boolean): string | undefined => {
  if (typeof value !== 'string') return undefined
  const image = value
    .trim()
    .replace(/^(https?|docker|oci|docker-image):\/\//i, '')
    .replace(/\s*([:@/])\s*/g, '$1')
    .replace(/:{2,}/g, ':')
    .replace(/\/{2,}/g, '/')
    .replace(/[:/@]+$/, '')
    .replace(/^\/+/, '')
  return image !== value && isImage(image) ? image : undefined
}

/** A domain, or a `*.` and one; in letters of a country as `xn--`. */
export const domainPattern =
  /^(?=.{4,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/

/** `www.shop.example` of `https://WWW.shop.example./path`; nothing where nothing like a domain is in it. */
export const offerDomain = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const bare = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/\.$/, '')
  return domainPattern.test(bare) && bare !== value ? bare : undefined
}
