import { type Draft, isMoment, type Look, partOf, textOf, undated } from './look.ts'
import type { AccessKey, Problem } from './read.ts'
import { usedText } from './root.ts'

const old = (key: AccessKey, { person, thresholds, who, isOlder, userOption }: Look): Draft[] => {
  const made = key.rotatedAt
  if (!isMoment(made) || !isOlder(made, thresholds.keyAgeDays)) return []
  return [
    {
      kind: 'key-old',
      severity: 'warning',
      key: key.number,
      part: partOf('key', key),
      from: made,
      title: `${who} has access key ${key.number} that is older than ${thresholds.keyAgeDays} days`,
      reason: `It was made ${textOf(made)} and is active.`,
      advice: person.isRoot
        ? rootAdvice(key)
        : `Make a new one, change to it, then delete this one: aws iam list-access-keys${userOption}`,
    },
  ]
}

const rootAdvice = ({ number }: AccessKey): string =>
  `Use a role instead, then sign in as the root user and delete access key ${number} under "Security credentials".`

/** One that was never used counts from its creation. A region of N/A beside a date is S3: the date counts. */
const unused = (key: AccessKey, { person, thresholds, who, hasPassed, userOption }: Look): Draft[] => {
  const from = key.usedAt === 'none' ? key.rotatedAt : key.usedAt
  if (!isMoment(from) || !hasPassed(from, thresholds.unusedDays)) return []
  return [
    {
      kind: 'key-unused',
      severity: 'warning',
      key: key.number,
      part: partOf('key', key),
      from,
      title: `${who} has access key ${key.number} that was not used for ${thresholds.unusedDays} days`,
      reason: isMoment(key.usedAt)
        ? `It was last used ${usedText(key, key.usedAt)}.`
        : `It has not been used since it was made, ${textOf(from)}.`,
      advice: person.isRoot
        ? rootAdvice(key)
        : `Find its id, switch it off, and delete it when nobody has missed it: aws iam list-access-keys${userOption}; aws iam update-access-key --status Inactive${userOption} --access-key-id ID`,
    },
  ]
}

/** Access keys that are old, not used, or one too many. Inactive ones are no finding, whatever dates they keep. */
export const judgeKeys = (look: Look): (Draft | Problem)[] => {
  const { person, who, userOption } = look
  const active = person.keys.filter((key) => key.active === true)
  const each = active.flatMap((key): (Draft | Problem)[] => [
    ...(key.rotatedAt === 'none' ? [undated(`access key ${key.number}`, look)] : []),
    ...old(key, look),
    ...unused(key, look),
  ])
  if (active.length < 2) return each
  return [
    ...each,
    {
      kind: 'two-active-keys',
      severity: 'note',
      title: `${who} has two active access keys`,
      reason:
        'Two are for the days of a change from one to the other. Afterwards nobody notices if the second one is stolen.',
      advice: person.isRoot
        ? 'Sign in as the root user and delete both under "Security credentials".'
        : `See which one is used, and delete the other: aws iam list-access-keys${userOption}`,
    },
  ]
}

/** Signing certificates that are old. AWS does not say when they were used. */
export const judgeCertificates = (look: Look): (Draft | Problem)[] => {
  const { person, thresholds, who, isOlder, userOption } = look
  return person.certificates
    .filter(({ active }) => active === true)
    .flatMap((certificate): (Draft | Problem)[] => {
      const { number, rotatedAt } = certificate
      if (rotatedAt === 'none') return [undated(`signing certificate ${number}`, look)]
      if (!isMoment(rotatedAt) || !isOlder(rotatedAt, thresholds.keyAgeDays)) return []
      return [
        {
          kind: 'certificate-old',
          severity: 'warning',
          certificate: number,
          part: partOf('certificate', certificate),
          from: rotatedAt,
          title: `${who} has signing certificate ${number} that is older than ${thresholds.keyAgeDays} days`,
          reason: `It was made ${textOf(rotatedAt)} and is active.`,
          advice: `Few need one today. Delete it if nobody uses it: aws iam list-signing-certificates${userOption}`,
        },
      ]
    })
}
