import { type Draft, isMoment, type Look, partOf, textOf } from './look.ts'
import type { AccessKey } from './read.ts'

const usedWhere = ({ usedRegion, usedService }: AccessKey): string =>
  usedService === undefined ? '' : `, for ${usedService}${usedRegion === undefined ? '' : ` in ${usedRegion}`}`

/** The last use of a key in words: of S3 and others AWS says no region. */
export const usedText = (key: AccessKey, usedAt: number): string => `${textOf(usedAt)}${usedWhere(key)}`

const rootMfa = ({ person: { mfa, password } }: Look): Draft[] =>
  // AWS says `not_supported` of the root user's password, and FALSE where it was taken away.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
  mfa === false && password.enabled !== false
    ? [
        {
          kind: 'root-mfa-missing',
          severity: 'urgent',
          title: 'The root user has no MFA',
          reason: 'Anyone who learns the password of the root user owns the account: no other factor is asked for.',
          advice: 'Sign in as the root user and add a passkey or an MFA device under "Security credentials".',
        },
      ]
    : []

const rootKeys = ({ person }: Look): Draft[] =>
  person.keys
    .filter(({ active }) => active === true)
    .map((key) => ({
      kind: 'root-key',
      severity: 'urgent',
      key: key.number,
      part: partOf('key', key),
      ...(isMoment(key.rotatedAt) ? { from: key.rotatedAt } : {}),
      title: `The root user has access key ${key.number}`,
      reason: 'A key of the root user may do everything in the account, and no policy of the account limits it.',
      advice: `Use a role instead, then sign in as the root user and delete access key ${key.number} under "Security credentials".`,
    }))

const rootUse = ({ person: { keys, password }, thresholds, hasPassed }: Look): Draft[] => {
  const uses = [
    ...(isMoment(password.usedAt)
      ? [{ at: password.usedAt, words: `${textOf(password.usedAt)}, by its password` }]
      : []),
    ...keys.flatMap((key) =>
      isMoment(key.usedAt)
        ? [{ at: key.usedAt, words: `${usedText(key, key.usedAt)}, by access key ${key.number}` }]
        : [],
    ),
  ].sort((one, other) => other.at - one.at)
  const [last] = uses
  if (!last || hasPassed(last.at, thresholds.rootUsedDays)) return []
  return [
    {
      kind: 'root-used',
      severity: 'warning',
      from: last.at,
      title: 'The root user was used',
      reason: `It was last used ${last.words}.`,
      advice: 'Make sure that it was one of you, and why. Daily work needs a role or a user of its own.',
    },
  ]
}

/** What is wrong with the root user beyond what may be wrong with anyone. */
export const judgeRoot = (look: Look): Draft[] =>
  look.person.isRoot ? [...rootMfa(look), ...rootKeys(look), ...rootUse(look)] : []
