import type { FileFacts } from '../surroundings/facts.ts'
import { objectText } from '../surroundings/needs.ts'
import { type Check, type Finding, ok, problem, unknown } from './finding.ts'

/** Something that a task refers to by name. */
export interface Thing {
  readonly check: Check
  /** For a person: `the log group /shop/report`. */
  readonly what: string
  /** `unknown`: it could not be looked at. */
  readonly state: 'there' | 'missing' | 'unknown'
  /** What to do where it is missing. */
  readonly fix: string
  /** How a person can look, where this could not. */
  readonly lookWith?: string
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`

/** Whether all that a task refers to is there. */
export const thingFindings = (things: readonly Thing[]): Finding[] =>
  things.map(({ check, what, state, fix, lookWith }) => {
    if (state === 'there') return ok(check, sentence(`${what} is there`))
    return state === 'missing'
      ? problem(check, sentence(`${what} is not there`), fix)
      : unknown(check, `Whether ${what} is there could not be looked at.`, lookWith && `Look with: ${lookWith}`)
  })

/** Environment files as things. */
export const filesAsThings = (files: readonly FileFacts[]): Thing[] =>
  files.map(({ arn, state }) => ({
    check: 'env-file',
    what: state === 'no-bucket' ? `the bucket of ${objectText(arn)}` : `the environment file ${objectText(arn)}`,
    state: state === 'there' || state === 'unknown' ? state : 'missing',
    fix: 'Put the file there, or name another one.',
    lookWith: `aws s3 ls ${objectText(arn)}`,
  }))
