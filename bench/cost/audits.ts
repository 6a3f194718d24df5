import { firingsPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** Limits of which Service Quotas names a metric, in the services that are looked at. Counted on the safe side. */
const measuredQuotas = 400

/** Describe, List and Get of IAM, EC2, RDS, ACM and the others cost nothing; reading metrics does. */
export const auditsCost: CostContribution = {
  usages: ({ config: { audits } }) =>
    audits?.only.includes('quotas')
      ? [
          {
            item: 'metricReads',
            quantity: firingsPerMonth(audits.schedule, 'UTC') * measuredQuotas,
            counted: `${measuredQuotas} uses of limits, at each look of the audits`,
          },
        ]
      : [],
  written: {
    AuditFindings: 'each day',
    AuditUrgent: 'each day',
    AuditWaste: 'each day',
    AuditFailures: 'each day',
  },
}
