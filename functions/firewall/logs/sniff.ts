import type { LogFormat } from './counts.ts'
import { albLines } from './formats/alb.ts'
import { isCloudFrontField, legacyFields } from './formats/cloudfront-fields.ts'
import { columnReader } from './formats/columns.ts'
import { cloudFrontJsonReader, isObject, jsonAt, wafReader } from './formats/json.ts'
import type { CountOptions } from './options.ts'
import { asItIs, type LineReader, noSpans, type Wanted } from './spans.ts'

/** A format that was recognized, and what reads its lines. */
export interface Sniffed extends LineReader {
  readonly format: LogFormat
  /** Names of the fields, where the format has any. */
  readonly fields?: readonly string[] | undefined
}

const cloudFront = (
  format: LogFormat,
  reader: Pick<LineReader, 'read' | 'readMore'>,
  fields: readonly string[],
): Sniffed => ({
  ...reader,
  format,
  fields,
  hasPorts: false,
  undo: asItIs,
})

export const legacyLines = (wanted: Wanted): Sniffed =>
  cloudFront('cloudfront', columnReader(legacyFields, '\t', wanted), legacyFields)

/** What v2 may put between fields, beside a tab. */
const delimiters = [' ', ',', ';', '|']

/** Lines below a line `#Fields`, by the first of them: the delimiter is chosen with the fields, and named nowhere. */
export const namedLines = (format: LogFormat, fields: readonly string[], line: string, wanted: Wanted): Sniffed => {
  const fits = (delimiter: string) => line.split(delimiter).length === fields.length
  const delimiter = line.includes('\t') ? '\t' : (delimiters.find(fits) ?? '\t')
  return cloudFront(format, columnReader(fields, delimiter, wanted), fields)
}

const albLine = /^\S+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z (\S+ ){10}"/
const legacyLine = /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d(\t[^\t]*){22,}$/s

const sniffJson = (bytes: Buffer, from: number, to: number, ownRules: readonly string[]): Sniffed | undefined => {
  const record = jsonAt(bytes, from, to)
  if (!record) return undefined
  if (isObject(record.httpRequest)) return { format: 'waf', read: wafReader(ownRules), hasPorts: false, undo: asItIs }
  const fields = Object.keys(record)
  return fields.some(isCloudFrontField)
    ? cloudFront('cloudfront-json', { read: cloudFrontJsonReader() }, fields)
    : undefined
}

const latin1Of = (text: string): string => Buffer.from(text).toString('latin1')

const sniffPlain = (bytes: Buffer, from: number, to: number, options: CountOptions, wanted: Wanted) => {
  const { plain } = options
  if (!plain || bytes.toString('latin1', from, to).split(latin1Of(plain.delimiter)).length !== plain.fields.length)
    return undefined
  const reader = columnReader(plain.fields, plain.delimiter, wanted)
  const spans = noSpans()
  reader.read(bytes, from, to, spans)
  const fits = spans.minute >= 0 && spans.status >= 0 && spans.addressFrom < spans.addressTo
  return fits ? cloudFront('cloudfront-plain', reader, plain.fields) : undefined
}

/** The format of a line that says something, or nothing where it is of none. */
export const sniffLine = (
  bytes: Buffer,
  from: number,
  to: number,
  options: CountOptions,
  wanted: Wanted,
): Sniffed | undefined => {
  if (bytes[from] === 0x7b) return sniffJson(bytes, from, to, options.ownRules ?? [])
  const plain = sniffPlain(bytes, from, to, options, wanted)
  if (plain) return plain
  const line = bytes.toString('latin1', from, Math.min(to, from + 16_384))
  if (albLine.test(line)) return { format: 'alb', ...albLines() }
  return legacyLine.test(line) ? legacyLines(wanted) : undefined
}
