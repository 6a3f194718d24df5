import { durationText, isoSeconds } from '../../time.ts'
import { judgePerson } from './judge.ts'
import { type CredentialFinding, type CredentialThresholds, defaultThresholds } from './kinds.ts'
import { judgePasswordPolicy, type PasswordPolicy, type WantedPasswordPolicy } from './password-policy.ts'
import { type Person, type Problem, readCredentialReport } from './read.ts'

export interface CredentialAuditOptions {
  /** The instant from which ages count back. */
  readonly now: Date
  /** `GeneratedTime` of the report. */
  readonly generatedAt?: Date | undefined
  /** What is left out has its default: 90, 90 and 30 days. */
  readonly thresholds?: Partial<CredentialThresholds> | undefined
  /**
   * The account's password policy, as `GetAccountPasswordPolicy` answers, and what is wanted of it. `is: undefined` says that there is none.
   * Left out: it is not judged.
   */
  readonly passwordPolicy?:
    | { readonly is: PasswordPolicy | undefined; readonly wanted: WantedPasswordPolicy }
    | undefined
}

export interface CredentialAudit {
  /** In the order of the report; for each person root's, MFA, password, keys, certificates; the password policy last. */
  readonly findings: readonly CredentialFinding[]
  /** What could not be read or judged, and what is wrong with the report itself. */
  readonly problems: readonly Problem[]
  readonly people: readonly Person[]
  /** Seconds between `generatedAt` and `now`. */
  readonly ageSeconds?: number | undefined
}

/** AWS makes a new report when the last one is older. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const freshSeconds = 4 * 3600

const ageProblems = (generatedAt: Date | undefined, ageSeconds: number | undefined): Problem[] => {
  if (generatedAt === undefined || ageSeconds === undefined || Number.isNaN(ageSeconds))
    return [
      {
        code: 'report-age-unknown',
        message: 'It is not known when the report was made: what it says may be out of date.',
      },
    ]
  if (ageSeconds <= freshSeconds) return []
  return [
    {
      code: 'report-old',
      message: `The report was made ${durationText(ageSeconds)} ago, at ${isoSeconds(generatedAt)}: what has changed since then is not in it. AWS makes a new one after 4 hours; generate it and look again.`,
    },
  ]
}

/**
 * Audits a credential report: findings by person and key. No AWS, no clock, no environment; it never throws, whatever the report holds.
 * @param report the CSV file, as text or as the bytes that `GetCredentialReport` answers with
 */
export const auditCredentials = (
  report: string | Uint8Array,
  { now, generatedAt, thresholds, passwordPolicy }: CredentialAuditOptions,
): CredentialAudit => {
  const { people, problems } = readCredentialReport(report)
  const limits = { ...defaultThresholds, ...thresholds }
  const judged = people.map((person) => judgePerson(person, now, limits))
  const ageSeconds = generatedAt && (now.getTime() - generatedAt.getTime()) / 1000
  return {
    findings: [
      ...judged.flatMap(({ findings }) => findings),
      ...(passwordPolicy ? judgePasswordPolicy(passwordPolicy.is, passwordPolicy.wanted) : []),
    ],
    problems: [...ageProblems(generatedAt, ageSeconds), ...problems, ...judged.flatMap((each) => each.problems)],
    people,
    ageSeconds,
  }
}
