import type { CostContribution } from './usage.ts'

/** Reading what an account has costs nothing: IAM, EC2, RDS, ACM and the others ask for no money for Describe, List and Get. */
export const auditsCost: CostContribution = {
  written: {
    AuditFindings: 'each day',
    AuditUrgent: 'each day',
    AuditWaste: 'each day',
    AuditFailures: 'each day',
  },
}
