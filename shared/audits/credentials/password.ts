import { type Draft, isMoment, type Look, textOf, undated } from './look.ts'
import type { Problem } from './read.ts'

/** Users who can sign in to the console by a password alone. */
export const judgeMfa = ({ person, who, userOption }: Look): Draft[] =>
  !person.isRoot && person.password.enabled === true && person.mfa === false
    ? [
        {
          kind: 'mfa-missing',
          severity: 'warning',
          title: `${who} signs in without MFA`,
          reason: 'The user has a password for the console and no MFA device.',
          advice: `Ask for a passkey or an MFA device, or take the password away: aws iam delete-login-profile${userOption}`,
        },
      ]
    : []

/** Passwords that nobody uses. One that was never used counts from its last change, else from the user's creation. */
export const judgePassword = (look: Look): (Draft | Problem)[] => {
  const { person, thresholds, who, hasPassed, userOption } = look
  const { enabled, usedAt, changedAt } = person.password
  if (person.isRoot || enabled !== true || usedAt === 'unknown') return []
  const from = [usedAt, changedAt, person.createdAt].find((each) => each !== 'none') ?? 'none'
  if (from === 'none') return [undated('the password', look)]
  if (!isMoment(from) || !hasPassed(from, thresholds.unusedDays)) return []
  return [
    {
      kind: 'password-unused',
      severity: 'warning',
      from,
      title: `${who} has a password that was not used for ${thresholds.unusedDays} days`,
      reason: isMoment(usedAt)
        ? `It was last used ${textOf(from)}.`
        : `It has not been used since it was made or changed, ${textOf(from)}.`,
      advice: `Take it away if nobody needs it: aws iam delete-login-profile${userOption}`,
    },
  ]
}
