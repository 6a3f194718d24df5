import type { LogFormat } from './counts.ts'
import type { Flaw } from './flaw.ts'
import { missingFields, missingForRules } from './formats/cloudfront-fields.ts'
import type { CountOptions } from './options.ts'
import { legacyLines, namedLines, type Sniffed, sniffLine } from './sniff.ts'
import type { Wanted } from './spans.ts'

/** Lines without a sign of a known format, of which an object is not a log. */
const unknownLines = 100

const notALog: Flaw = {
  reason: 'not-a-log',
  words: 'This is not an access log of CloudFront, of an Application Load Balancer or of WAF.',
}

const missing = (names: readonly string[], consequence: string): Flaw => ({
  reason: 'missing-field',
  words: `The log has no field ${names.join(', ')}: ${consequence} Choose ${names.length > 1 ? 'them' : 'it'} for the delivery.`,
})

export interface Recognizer {
  /** A line that begins with `#`. */
  readonly takeComment: (bytes: Buffer, from: number, to: number) => void
  /** Looks at a line where it is not known yet how lines are read. @returns how, or nothing */
  readonly recognize: (bytes: Buffer, from: number, to: number) => Sniffed | undefined
  /** Nothing where the first line below its fields is still to come. */
  readonly current: () => Sniffed | undefined
  readonly format: () => LogFormat | undefined
  /** Why nothing can be counted. */
  readonly flaw: () => Flaw | undefined
  /** At the end: what was wrong with an object that was read. */
  readonly finalFlaw: () => Flaw | undefined
}

/** Finds out by the content how lines are read, and from which lines on they are read otherwise. */
export const makeRecognizer = (options: CountOptions): Recognizer => {
  const wanted: Wanted = {
    forwarded: options.proxies.length > 0,
  }
  let sniffed: Sniffed | undefined
  /** Fields of a line `#Fields` whose first line is still to come. */
  let named: readonly string[] | undefined
  /** Standard logging begins with its version, v2 has none. */
  let standard: LogFormat = 'cloudfront-v2'
  let unknown = 0
  let flaw: Flaw | undefined
  let blind: readonly string[] = []

  const use = (next: Sniffed): Sniffed => {
    sniffed = next
    if (!next.fields) return next
    const lacking = missingFields(next.fields)
    if (lacking.length > 0) flaw = missing(lacking, 'nothing can be counted without it.')
    blind = missingForRules(next.fields, options.rules)
    return next
  }

  return {
    takeComment: (bytes, from, to) => {
      const line = bytes.toString('latin1', from, Math.min(to, from + 16_384))
      if (/^#version:/i.test(line)) standard = 'cloudfront'
      if (/^#version:/i.test(line) && !sniffed) use(legacyLines(wanted))
      if (!/^#fields:/i.test(line)) return
      const fields = line.slice('#fields:'.length).trim().split(/\s+/)
      named = fields
      use(namedLines(standard, fields, '\t', wanted))
    },
    recognize: (bytes, from, to) => {
      if (named) {
        const fields = named
        named = undefined
        return use(namedLines(standard, fields, bytes.toString('latin1', from, Math.min(to, from + 16_384)), wanted))
      }
      const found = sniffLine(bytes, from, to, options, wanted)
      if (found) return use(found)
      unknown += 1
      if (unknown >= unknownLines) flaw = notALog
      return undefined
    },
    current: () => (named ? undefined : sniffed),
    format: () => sniffed?.format,
    flaw: () => flaw,
    finalFlaw: () => {
      if (flaw) return flaw
      if (!sniffed) return unknown > 0 ? notALog : undefined
      return blind.length > 0 ? missing(blind, 'rules that look at it see nothing.') : undefined
    },
  }
}
