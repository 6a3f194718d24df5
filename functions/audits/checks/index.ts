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
    statements: everywhere('iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListUserTags'),
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
    audit: 'certificates',
    name: 'certificates/acm',
    statements: everywhere('acm:ListCertificates', 'acm:DescribeCertificate'),
    load: async () => (await import('./certificates/acm.ts')).lookAtAcm,
  },
  {
    audit: 'certificates',
    name: 'certificates/iam',
    statements: everywhere('iam:ListServerCertificates'),
    load: async () => (await import('./certificates/iam.ts')).lookAtServerCertificates,
  },
  {
    audit: 'certificates',
    name: 'certificates/rds',
    statements: everywhere('rds:DescribeDBInstances'),
    load: async () => (await import('./certificates/rds.ts')).lookAtDatabases,
  },
  {
    audit: 'certificates',
    name: 'certificates/endpoints',
    isWanted: ({ certificates }) => certificates.endpoints.length > 0,
    statements: () => [],
    load: async () => (await import('./certificates/endpoints.ts')).lookAtEndpoints,
  },
  {
    audit: 'doors',
    name: 'doors/security-groups',
    statements: everywhere(
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
      'ec2:GetManagedPrefixListEntries',
    ),
    load: async () => (await import('./doors/security-groups.ts')).lookAtSecurityGroups,
  },
  {
    audit: 'doors',
    name: 'doors/snapshots',
    statements: everywhere('ec2:DescribeSnapshots'),
    load: async () => (await import('./doors/snapshots.ts')).lookAtPublicSnapshots,
  },
  {
    audit: 'doors',
    name: 'doors/images',
    statements: everywhere('ec2:DescribeImages'),
    load: async () => (await import('./doors/images.ts')).lookAtPublicImages,
  },
  {
    audit: 'doors',
    name: 'doors/databases',
    statements: everywhere(
      'rds:DescribeDBInstances',
      'rds:DescribeDBSnapshots',
      'rds:DescribeDBSnapshotAttributes',
      'rds:DescribeDBClusterSnapshots',
      'rds:DescribeDBClusterSnapshotAttributes',
    ),
    load: async () => (await import('./doors/databases.ts')).lookAtPublicDatabases,
  },
  {
    audit: 'doors',
    name: 'doors/buckets',
    statements: everywhere(
      's3:ListAllMyBuckets',
      's3:GetBucketAcl',
      's3:GetBucketPolicyStatus',
      's3:GetBucketPublicAccessBlock',
      's3:GetAccountPublicAccessBlock',
    ),
    load: async () => (await import('./doors/buckets.ts')).lookAtBuckets,
  },
  {
    audit: 'doors',
    name: 'doors/listeners',
    statements: everywhere(
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
    ),
    load: async () => (await import('./doors/listeners.ts')).lookAtListeners,
  },
  {
    audit: 'doors',
    name: 'doors/access-analyzer',
    // ListFindingsV2 asks for the same permission. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html
    statements: everywhere('access-analyzer:ListAnalyzers', 'access-analyzer:ListFindings'),
    load: async () => (await import('./doors/access-analyzer.ts')).lookAtAccessAnalyzer,
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
    name: 'waste/stopped-instances',
    statements: everywhere('ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeAddresses'),
    load: async () => (await import('./waste/stopped-instances.ts')).lookAtStoppedInstances,
  },
  {
    audit: 'waste',
    name: 'waste/log-groups',
    statements: everywhere('logs:DescribeLogGroups'),
    load: async () => (await import('./waste/log-groups.ts')).lookAtLogGroups,
  },
  {
    audit: 'waste',
    name: 'waste/snapshots',
    statements: everywhere('ec2:DescribeSnapshots', 'ec2:DescribeImages'),
    load: async () => (await import('./waste/snapshots.ts')).lookAtSnapshots,
  },
  {
    audit: 'waste',
    name: 'waste/load-balancers',
    statements: everywhere(
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ),
    load: async () => (await import('./waste/load-balancers.ts')).lookAtLoadBalancers,
  },
  {
    audit: 'waste',
    name: 'waste/nat-gateways',
    statements: everywhere('ec2:DescribeNatGateways', 'cloudwatch:GetMetricData'),
    load: async () => (await import('./waste/nat-gateways.ts')).lookAtNatGateways,
  },
  {
    audit: 'waste',
    name: 'waste/databases',
    statements: everywhere('rds:DescribeDBInstances', 'cloudwatch:GetMetricData'),
    load: async () => (await import('./waste/databases.ts')).lookAtIdleDatabases,
  },
  {
    audit: 'quotas',
    name: 'quotas/usage',
    statements: everywhere(
      'servicequotas:ListServiceQuotas',
      'servicequotas:ListAWSDefaultServiceQuotas',
      'cloudwatch:GetMetricData',
    ),
    load: async () => (await import('./quotas/usage.ts')).lookAtUsage,
  },
  {
    audit: 'quotas',
    name: 'quotas/email',
    statements: everywhere('ses:GetAccount'),
    load: async () => (await import('./quotas/email.ts')).lookAtEmail,
  },
  {
    audit: 'quotas',
    name: 'quotas/counts',
    statements: everywhere(
      'servicequotas:GetServiceQuota',
      'ec2:DescribeAddresses',
      'events:ListRules',
      'wafv2:ListIPSets',
      'sns:GetSMSAttributes',
      'cloudwatch:GetMetricData',
    ),
    load: async () => (await import('./quotas/counts.ts')).lookAtCounts,
  },
  {
    audit: 'quotas',
    name: 'quotas/stacks',
    statements: everywhere('cloudformation:DescribeStacks', 'cloudformation:DescribeAccountLimits'),
    load: async () => (await import('./quotas/stacks.ts')).lookAtStacks,
  },
  {
    audit: 'trail',
    name: 'trail/trails',
    statements: everywhere('cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'),
    load: async () => (await import('./trail/trails.ts')).lookAtTrails,
  },
  {
    audit: 'trail',
    name: 'trail/forwarding',
    statements: everywhere('events:ListRuleNamesByTarget'),
    load: async () => (await import('./trail/forwarding.ts')).lookAtForwarding,
  },
]

/** The checks of an audit that a config wants. */
export const checksOf = (
  audit: AuditName,
  slice: Pick<AuditsSlice, 'only' | 'credentials' | 'certificates'>,
  all: readonly Check[] = checks,
): Check[] =>
  slice.only.includes(audit) ? all.filter((check) => check.audit === audit && (check.isWanted?.(slice) ?? true)) : []
