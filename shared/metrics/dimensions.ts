/**
 * The names by which a metric may be split. Each has few values, which the config or the code bounds: every combination
 * is a metric of its own, at $0.30 a month. There are fewer than the 30 that CloudWatch allows.
 */
export const dimensionNames = [
  'Job',
  'Bucket',
  'Prefix',
  'Queue',
  'Cluster',
  'Service',
  'Database',
  'Certificate',
  'Collector',
  'Channel',
  'Outcome',
  'Cause',
  'Size',
  'Format',
] as const

export type DimensionName = (typeof dimensionNames)[number]

/** What a metric is split by. A value is a name from the config or the code: never an id, an address or a key. */
export type Dimensions = Readonly<Partial<Record<DimensionName, string | undefined>>>

const known = new Set<string>(dimensionNames)

const idShapes: readonly RegExp[] = [
  // UUID
  /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i,
  /^arn:/i,
  // IPv4, IPv6
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/,
  /^(?=.*:.*:)[\da-f:.]+$/i,
  // ETag, hash, task id, instance id
  /(?<![\da-z])(?=[a-f]*\d)[\da-f]{12,}(?![\da-z])/i,
  // ULID
  /(?<![\dA-Z])[\dA-HJKMNP-TV-Z]{26}(?![\dA-Z])/,
  // time since 1970, account, telephone, order number
  /\d{10,}/,
  // date
  /(?<!\d)\d{4}([-/])\d{2}\1\d{2}(?!\d)/,
  // email address
  /@/,
]

/** Whether a value looks as if there were a new one every day: an id, an address, a time. */
export const looksLikeId = (name: DimensionName, value: string): boolean => {
  // Buckets are named for the whole world, so many carry their account's number.
  const text = name === 'Bucket' ? value.replace(/(?<!\d)\d{12}(?!\d)/g, 'account') : value
  return idShapes.some((shape) => shape.test(text))
}

/**
 * A dimension's value as CloudWatch takes it: 1 to 1,024 characters of ASCII that do not start with a colon. Others are
 * percent-encoded. Undefined where nothing can be made of it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
export const dimensionText = (value: string): string | undefined => {
  const text = value.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent)
  return text.trim() === '' || text.startsWith(':') || text.length > 1024 ? undefined : text
}

/** Splits off the dimensions that must not be: unknown names, ids, and values that CloudWatch would not take. */
export const acceptDimensions = (
  dimensions: Dimensions,
): { readonly accepted: Readonly<Record<string, string>>; readonly refused: number } => {
  const given = Object.entries(dimensions).filter(([, value]) => value !== undefined)
  const accepted = given.flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string' || !known.has(name) || looksLikeId(name as DimensionName, value)) return []
    const text = dimensionText(value)
    return text === undefined ? [] : [[name, text]]
  })
  return { accepted: Object.fromEntries(accepted), refused: given.length - accepted.length }
}
