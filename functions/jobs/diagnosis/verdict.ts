import { redact } from '../../../shared/log.ts'
import { cut, shorten } from '../../../shared/text.ts'
import { type CauseName, causes } from './causes.ts'
import type { Finding } from './finding.ts'

export interface Verdict {
  readonly state: 'succeeded' | 'failed' | 'missed'
  readonly cause: CauseName
  /** What happened, what to do, and ECS's own words, for a person. */
  readonly explanation: string
  readonly exitCode?: number | undefined
  readonly certainty: Finding['certainty']
  /** Whether another attempt may help, in this very case. */
  readonly retry: 'yes' | 'once' | 'no'
  readonly advice: string
}

const longestQuote = 300

/** ECS's own words, cut, without phone numbers, email addresses, and the signatures in addresses of S3. */
const quote = (text: string | undefined): string => {
  const said = cut(text ?? '', 10 * longestQuote).trim()
  const words = redact(said.replaceAll(/\?[^\s"']+/g, '?…'))
  if (words === '') return ''
  return ` ECS says: ${shorten(words, longestQuote)}`
}

/** The verdict that a finding comes to. */
export const failed = (finding: Finding, exitCode?: number, text?: string): Verdict => {
  const { cause, certainty } = finding
  const general = causes[cause]
  const what = finding.what ?? general.what
  const advice = finding.advice ?? general.advice
  const hasRun = exitCode !== undefined && !general.ranCommand
  return {
    state: 'failed',
    cause,
    explanation: `${certainty === 'guess' ? 'Probably: ' : ''}${what} ${advice}${quote(text)}`,
    exitCode,
    certainty,
    retry: hasRun ? 'no' : (finding.retry ?? general.retry),
    advice,
  }
}
