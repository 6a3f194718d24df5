import { type Finding, findingId } from '../../shared/audits/finding.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import { type AuditFindingRecord, type AuditLookRecord, keys } from '../../shared/ledger/records.ts'

const dayMs = 86_400_000
const region = 'ap-northeast-2'

/** What the example leaves out, so that there is a page of audits. */
export const madeUpAuditsConfig: Pick<ConfigInput, 'audits'> = { audits: {} }

/** What an audit would find, apart from its id. */
type Found = Omit<Finding, 'id'> & Pick<AuditFindingRecord, 'check'>

const root: Found = {
  audit: 'credentials',
  check: 'credentials/report',
  kind: 'root-mfa-missing',
  severity: 'urgent',
  resource: 'arn:aws:iam::123456789012:root',
  title: 'The root user has no MFA',
  reason: 'Anyone who learns the password of the root user owns the account: no other factor is asked for.',
  advice: 'Sign in as the root user and add a passkey or an MFA device under "Security credentials".',
}

const oldKey = (since: string): Found => ({
  audit: 'credentials',
  check: 'credentials/report',
  kind: 'key-old',
  severity: 'warning',
  resource: 'arn:aws:iam::123456789012:user/deployments/build-server',
  title: 'User build-server has access key 1 that is older than 90 days',
  reason: `It was made ${since.slice(0, 10)} and is active.`,
  advice: 'Make a new one, change to it, then delete this one: aws iam list-access-keys --user-name build-server',
  since,
  owner: 'platform',
})

const openGroup: Found = {
  audit: 'doors',
  check: 'doors/security-groups',
  kind: 'group-open',
  severity: 'warning',
  resource: 'sg-0a1b2c3d4e5f60718',
  title: 'Security group sg-0a1b2c3d4e5f60718 (partners) lets the world in on TCP 8443',
  reason: 'It allows 0.0.0.0/0. Something uses it.',
  advice: `aws ec2 revoke-security-group-ingress --region ${region} --group-id sg-0a1b2c3d4e5f60718 --protocol tcp --port 8443 --cidr 0.0.0.0/0`,
  owner: 'shop',
}

const waste = (
  more: Pick<Found, 'check' | 'kind' | 'resource' | 'title' | 'reason' | 'advice' | 'dollars'>,
): Found => ({
  audit: 'waste',
  severity: 'note',
  ...more,
})

const address = (id: string, ip: string): Found =>
  waste({
    check: 'waste/addresses',
    kind: 'address-idle',
    resource: id,
    title: `Address ${ip} belongs to nothing`,
    reason: 'It is not associated with an instance, a network interface or a NAT gateway, and is paid for.',
    advice: `aws ec2 release-address --region ${region} --allocation-id ${id}`,
    dollars: 3.65,
  })

const logGroup = '/aws/lambda/corner-shop-checkout'
const forEver = waste({
  check: 'waste/log-groups',
  kind: 'log-group-forever',
  resource: logGroup,
  title: `Log group ${logGroup} keeps everything for ever`,
  reason: 'It has no retention, and 214 GB.',
  advice: `aws logs put-retention-policy --region ${region} --log-group-name '${logGroup}' --retention-in-days 90`,
  dollars: 6.42,
})

/** Findings as the looks of some weeks left them: open, accepted and fixed; and the last look, of which one check failed. */
export const madeUpAudits = (now: Date): LedgerItem[] => {
  const ago = (days: number): string => new Date(now.getTime() - days * dayMs).toISOString()
  const record = (
    { kind, check, ...found }: Found,
    firstSeen: string,
    more: Partial<AuditFindingRecord> = {},
  ): AuditFindingRecord => {
    const id = findingId(found.audit, kind, found.resource)
    return {
      ...keys.auditFinding(found.audit, id),
      ...found,
      kind: 'audit-finding',
      at: firstSeen,
      id,
      sort: kind,
      check,
      state: 'open',
      firstSeen,
      basis: { event: { reason: 'schedule' }, config: 'made-up' },
      ...more,
    }
  }
  const lookedAt = ago(0.3)
  const done = { state: 'done', since: ago(30), lookedAt } as const
  const look = (audit: AuditLookRecord['audit'], checks: AuditLookRecord['checks']): AuditLookRecord => ({
    ...keys.auditLook(audit),
    kind: 'audit-look',
    at: lookedAt,
    audit,
    checks,
  })
  return [
    record(root, ago(0.3), { told: true }),
    record(oldKey(ago(131)), ago(30)),
    record(openGroup, ago(30), {
      at: ago(4),
      accepted: { until: ago(-26), why: 'partners move to the new gateway in December', by: 'joon', at: ago(4) },
    }),
    record(address('eipalloc-0f1e2d3c4b5a69788', '198.51.100.23'), ago(20)),
    record(forEver, ago(3)),
    record(address('eipalloc-08879a6b5c4d3e2f1', '198.51.100.77'), ago(30), {
      at: ago(9),
      state: 'fixed',
      lastSeen: ago(10),
      fixedAt: ago(9),
    }),
    look('credentials', {
      'credentials/report': {
        ...done,
        problems: ['Row 7, user "former-intern": password_last_changed is "soon" and not a time: it was not judged.'],
      },
    }),
    look('doors', { 'doors/security-groups': done }),
    look('waste', {
      'waste/addresses': done,
      'waste/log-groups': done,
      'waste/databases': {
        state: 'failing',
        since: ago(2.3),
        lookedAt: ago(3.3),
        reason: 'AccessDenied: an explicit deny of the organization forbids rds:DescribeDBInstances.',
        told: true,
      },
    }),
  ]
}
