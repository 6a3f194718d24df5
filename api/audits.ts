// What may be asked of and done to the audits of a running deployment.
export { longestAcceptance, longestReason } from '../functions/audits/rules/event.ts'
export { type AuditOutcomeRow, acceptFinding, runAudits } from './audits/actions.ts'
export { type FindingRow, type FindingsChoice, findingsOf } from './audits/findings.ts'
export { type WhoAnswer, type WhoChoice, whoDid } from './audits/who/look-up.ts'
export type { WhoRow } from './audits/who/row.ts'
