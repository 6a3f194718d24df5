import type { AuditName } from '../../../shared/audits/finding.ts'

/** The variable of the function's environment that names the role of an audit. */
export const roleVariable = (audit: AuditName): string => `ROLE_${audit.toUpperCase()}`
