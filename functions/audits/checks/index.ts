import type { AuditName } from '../../../shared/audits/finding.ts'
import type { AuditsSlice } from '../rules/slice.ts'
import type { Check } from './check.ts'

/** Reading what the whole account has: these actions know no resource. */
const everywhere = (...actions: string[]): Check['statements'] => {
  const statement = { actions, resources: ['*'], wildcard: 'An audit looks at the whole account, and only reads.' }
  return () => [statement]
}

/** Every check of every audit. A new one is a file and an entry here. */
export const checks: readonly Check[] = [
  {
    audit: 'credentials',
    name: 'credentials/report',
    statements: everywhere('iam:GenerateCredentialReport', 'iam:GetCredentialReport'),
    load: async () => (await import('./credentials/report.ts')).lookAtReport,
  },
  {
    audit: 'credentials',
    name: 'credentials/password-policy',
    isWanted: ({ credentials }) => credentials.passwordPolicy !== undefined,
    statements: everywhere('iam:GetAccountPasswordPolicy'),
    load: async () => (await import('./credentials/password-policy.ts')).lookAtPasswordPolicy,
  },
  {
    audit: 'waste',
    name: 'waste/addresses',
    statements: everywhere('ec2:DescribeAddresses'),
    load: async () => (await import('./waste/addresses.ts')).lookAtAddresses,
  },
  {
    audit: 'waste',
    name: 'waste/volumes',
    statements: everywhere('ec2:DescribeVolumes'),
    load: async () => (await import('./waste/volumes.ts')).lookAtVolumes,
  },
  {
    audit: 'waste',
    name: 'waste/log-groups',
    statements: everywhere('logs:DescribeLogGroups'),
    load: async () => (await import('./waste/log-groups.ts')).lookAtLogGroups,
  },
]

/** The checks of an audit that a config wants. */
export const checksOf = (
  audit: AuditName,
  slice: Pick<AuditsSlice, 'only' | 'credentials' | 'certificates'>,
  all: readonly Check[] = checks,
): Check[] =>
  slice.only.includes(audit) ? all.filter((check) => check.audit === audit && (check.isWanted?.(slice) ?? true)) : []
