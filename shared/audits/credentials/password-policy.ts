import { findingId } from '../finding.ts'
import type { CredentialFinding } from './kinds.ts'

/** The policy of the account, as `GetAccountPasswordPolicy` answers. Nothing: it has none, and AWS's default counts. */
export interface PasswordPolicy {
  readonly MinimumPasswordLength?: number | undefined
  readonly RequireSymbols?: boolean | undefined
  readonly RequireNumbers?: boolean | undefined
  readonly RequireUppercaseCharacters?: boolean | undefined
  readonly RequireLowercaseCharacters?: boolean | undefined
  readonly PasswordReusePrevention?: number | undefined
  readonly MaxPasswordAge?: number | undefined
}

/** What the config wants of it, at least. What is left out is not looked at. */
export interface WantedPasswordPolicy {
  readonly minimumLength?: number | undefined
  readonly symbols?: boolean | undefined
  readonly numbers?: boolean | undefined
  readonly uppercase?: boolean | undefined
  readonly lowercase?: boolean | undefined
  /** So many earlier passwords may not come again. */
  readonly reusePrevention?: number | undefined
  /** A password lives so many days at most. */
  readonly maximumAgeDays?: number | undefined
}

/** What counts without a policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html */
const awsDefault: PasswordPolicy = { MinimumPasswordLength: 8 }

const classes = [
  ['symbols', 'RequireSymbols', 'a symbol'],
  ['numbers', 'RequireNumbers', 'a digit'],
  ['uppercase', 'RequireUppercaseCharacters', 'an uppercase letter'],
  ['lowercase', 'RequireLowercaseCharacters', 'a lowercase letter'],
] as const

/** Where the account's policy asks for less than the config does: a finding for each setting. */
export const judgePasswordPolicy = (
  policy: PasswordPolicy | undefined,
  wanted: WantedPasswordPolicy,
): CredentialFinding[] => {
  const is = policy ?? awsDefault
  const { minimumLength, reusePrevention, maximumAgeDays } = wanted
  const [length, remembered, age] = [
    is.MinimumPasswordLength ?? 6,
    is.PasswordReusePrevention ?? 0,
    is.MaxPasswordAge ?? 0,
  ]
  const lacks: [setting: string, words: string][] = [
    ...(minimumLength !== undefined && length < minimumLength
      ? [
          ['minimumLength', `passwords of ${length} characters are taken, and ${minimumLength} are wanted`] as [
            string,
            string,
          ],
        ]
      : []),
    ...classes.flatMap(([key, field, words]): [string, string][] =>
      wanted[key] === true && is[field] !== true ? [[key, `passwords without ${words} are taken`]] : [],
    ),
    ...(reusePrevention !== undefined && remembered < reusePrevention
      ? [
          ['reusePrevention', `${remembered} earlier passwords are remembered, and ${reusePrevention} are wanted`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(maximumAgeDays !== undefined && (age === 0 || age > maximumAgeDays)
      ? [
          [
            'maximumAgeDays',
            `${age === 0 ? 'passwords live for ever' : `passwords live ${age} days`}, and ${maximumAgeDays} are wanted at most`,
          ] as [string, string],
        ]
      : []),
  ]
  return lacks.map(([setting, words]) => ({
    id: findingId('credentials', 'password-policy', setting),
    audit: 'credentials',
    kind: 'password-policy',
    severity: 'warning',
    resource: `password-policy/${setting}`,
    title: `The password policy of the account is weaker than the config: ${setting}`,
    reason: `${policy ? 'By the policy of the account' : 'The account has no policy; by the default of AWS'} ${words}.`,
    advice: 'Set it: aws iam update-account-password-policy (it replaces the whole policy, so name every setting).',
  }))
}
