/**
 * The names by which a metric may be split. Each has few values, which the config or the code bounds: every combination
 * is a metric of its own, at $0.30 a month. There are fewer than the 30 that CloudWatch allows.
 */
export const dimensionNames = [
  'Job',
  'Proof',
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

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'

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
  // time since 1970, account, order number, date without separators
  /\d{7,}/,
  // telephone: seven digits or more in groups
  /(?<![\da-z])\+?\(?\d(?:[ ()+._/-]{0,3}\d){6,}(?![\da-z])/i,
  // date: year first, day first, week, day of the year, a month by name
  /(?<!\d)(?:19|20)\d{2}[-/._](?:0?[1-9]|1[0-2])(?!\d)/,
  /(?<!\d)\d{1,2}([-/._ ])\d{1,2}\1(?:19|20)\d{2}(?!\d)/,
  /(?<!\d)\d{1,2}\/\d{1,2}\/\d{2}(?!\d)/,
  /(?<!\d)(?:19|20)\d{2}-?(?:W\d{2}|\d{3})(?!\d)/i,
  new RegExp(`(?<![a-z])${month}(?![a-z])[ ,._-]*\\d|\\d(?:st|nd|rd|th)?[ ._-]*${month}(?![a-z])`, 'i'),
  /\d\s*[년월일年月日]/,
  // time of day
  /(?<!\d)\d{1,2}:\d{2}(?!\d)/,
  // email address
  /@/,
]

/**
 * How each name's values are spelled. Words of the code and names of the config have no space and nothing but small letters,
 * so that the name of a person, as people write it, is none of them.
 */
const spelling: Readonly<Record<DimensionName, RegExp>> = {
  Job: /^[a-z][a-z0-9-]*$/,
  Proof: /^[a-z][a-z0-9-]*$/,
  Bucket: /^[a-z0-9][a-z0-9.-]*$/,
  Prefix: /^\S+$/,
  Queue: /^[\w-]+(\.fifo)?$/,
  Cluster: /^[\w-]+$/,
  Service: /^[\w-]+$/,
  Database: /^[a-zA-Z][a-zA-Z0-9-]*$/,
  Certificate: /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
  Collector: /^[a-z][a-z0-9-]*$/,
  Channel: /^[a-z][a-z0-9-]*$/,
  Outcome: /^[a-z][a-z0-9-]*$/,
  Cause: /^[a-z][a-z0-9-]*$/,
  Size: /^[a-z][a-z0-9-]*$/,
  Format: /^[a-z][a-z0-9-]*$/,
}

/** Whether a value looks as if there were a new one every day: an id, an address, a date or time, a telephone number. */
export const looksLikeId = (name: DimensionName, value: string): boolean => {
  // Full-width digits are digits too. Buckets are named for the whole world, so many carry their account's number.
  const plain = value.normalize('NFKC')
  const text = name === 'Bucket' ? plain.replace(/(?<!\d)\d{12}(?!\d)/g, 'account') : plain
  return idShapes.some((shape) => shape.test(text))
}

/** Characters of a value that CloudWatch takes. */
const longest = 1024

/**
 * A dimension's value as CloudWatch takes it: 1 to 1,024 characters of ASCII that do not start with a colon. Others are
 * percent-encoded. Undefined where nothing can be made of it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
export const dimensionText = (value: string): string | undefined => {
  const text = value.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent)
  return text.trim() === '' || text.startsWith(':') || text.length > longest ? undefined : text
}

const isKnown = (name: string): name is DimensionName => known.has(name)

/**
 * Splits off the dimensions that must not be: unknown names, ids, what is not spelled as the name's values are, and values
 * that CloudWatch would not take. What is null or undefined was not given.
 */
export const acceptDimensions = (
  dimensions: Dimensions,
): { readonly accepted: Readonly<Record<string, string>>; readonly refused: number } => {
  const given = Object.entries(dimensions).filter(([, value]) => value !== undefined && value !== null)
  const accepted = given.flatMap(([name, value]): [string, string][] => {
    if (
      typeof value !== 'string' ||
      value.length > longest ||
      !isKnown(name) ||
      looksLikeId(name, value) ||
      !spelling[name].test(value)
    )
      return []
    const text = dimensionText(value)
    return text === undefined ? [] : [[name, text]]
  })
  return { accepted: Object.fromEntries(accepted), refused: given.length - accepted.length }
}
