import type { AcceptEvent } from '../../functions/audits/rules/event.ts'
import type { AuditName } from '../../shared/audits/finding.ts'
import { commandSource } from '../../shared/command.ts'
import type { AuditFindingRecord } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/** How one audit came out. */
export interface AuditOutcomeRow {
  readonly audit: AuditName
  /** Findings that are open and not accepted. */
  readonly open: number
  readonly found: number
  readonly fixed: number
  /** Records that were written: none when nothing has changed. */
  readonly written: number
  readonly failed: readonly { readonly check: string; readonly reason: string; readonly transient: boolean }[]
}

type Acting = Pick<Deployment, 'connect' | 'output'>

/** Has every audit look now, as the schedule would. @throws Error with what it said */
export const runAudits = async (deployment: Acting): Promise<AuditOutcomeRow[]> =>
  (await callFunction(deployment, deployment.output('AuditsFunction'), { reason: 'command' })) as AuditOutcomeRow[]

/**
 * Accepts a finding for a time. It is written down with who and why.
 * @param asked `id` in full; `until` ISO 8601
 * @throws UsageError with why it may not be; Error with what else the function said
 */
export const acceptFinding = async (
  deployment: Acting,
  asked: Pick<AcceptEvent, 'id' | 'until' | 'why' | 'by'>,
): Promise<AuditFindingRecord> =>
  (await callFunction(deployment, deployment.output('AuditsFunction'), {
    source: commandSource,
    action: 'accept',
    ...asked,
  } satisfies AcceptEvent)) as AuditFindingRecord
