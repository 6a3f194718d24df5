import { isoSeconds } from '../../time.ts'
import { findingId } from '../finding.ts'
import type { CredentialFinding, CredentialThresholds } from './kinds.ts'
import type { AccessKey, Person, Problem, SigningCertificate } from './read.ts'
import type { Moment } from './values.ts'

const dayMs = 86_400_000

/** One person, as they are judged. Moments are milliseconds since 1970. */
export interface Look {
  readonly person: Person
  readonly thresholds: CredentialThresholds
  /** How the person is called in a sentence. */
  readonly who: string
  /** ` --user-name NAME` for a shell; nothing for the root user. */
  readonly userOption: string
  readonly days: (since: number) => number
  /** Whether more than so many days have passed since then. */
  readonly isOlder: (since: number, days: number) => boolean
  /** Whether so many days have passed since then. */
  readonly hasPassed: (since: number, days: number) => boolean
}

const shellName = (name: string): string => (/^[\w+=,.@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`)

export const lookAt = (person: Person, at: Date, thresholds: CredentialThresholds): Look => {
  const now = at.getTime()
  return {
    person,
    thresholds,
    who: person.isRoot ? 'The root user' : person.name,
    userOption: person.isRoot ? '' : ` --user-name ${shellName(person.name)}`,
    days: (since) => Math.max(0, Math.floor((now - since) / dayMs)),
    isOlder: (since, days) => now - since > days * dayMs,
    hasPassed: (since, days) => now - since >= days * dayMs,
  }
}

export const isMoment = (moment: Moment): moment is number => typeof moment === 'number'

export const textOf = (moment: number): string => isoSeconds(new Date(moment))

/** A finding before it has an identity. */
export interface Draft
  extends Pick<CredentialFinding, 'kind' | 'severity' | 'title' | 'reason' | 'advice' | 'key' | 'certificate'> {
  /** From when it counts. */
  readonly from?: number
  /** What tells it from another finding of the same kind and person. */
  readonly part?: string
}

/** What is the same key at the next look: a new one in its place is another finding. */
export const partOf = (sort: string, { number, rotatedAt }: AccessKey | SigningCertificate): string =>
  `${sort}-${number}@${isMoment(rotatedAt) ? textOf(rotatedAt) : ''}`

export const findingOf = ({ from, part = '', ...draft }: Draft, { person, days }: Look): CredentialFinding => {
  const resource = person.arn || person.name
  return {
    id: findingId('credentials', draft.kind, resource, part),
    audit: 'credentials',
    ...draft,
    resource,
    person: person.name,
    ...(from === undefined ? {} : { since: textOf(from), days: days(from) }),
  }
}

export const undated = (what: string, { person }: Look): Problem => ({
  code: 'no-date',
  person: person.name,
  message: `The report does not say when ${what} of ${person.name} was made: its age and use are not judged. Look at this user in IAM.`,
})
