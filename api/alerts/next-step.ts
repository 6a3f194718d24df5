import { comingStep } from '../../functions/alerts/rules/incident.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { type IncidentRecord, keys } from '../../shared/ledger/records.ts'
import { policyOf } from '../../shared/on-call/policy.ts'
import { targetsAt } from '../../shared/on-call/targets.ts'
import type { Deployment } from '../deployment.ts'

/**
 * Whom an escalation of an incident would call now: the next step of its policy, after the last one the last one again.
 * @param alerts as they are in force
 * @param id full
 */
export const nextCalled = async (
  { ledger, now }: Pick<Deployment, 'ledger' | 'now'>,
  alerts: AlertsConfig,
  id: string,
): Promise<readonly string[]> => {
  const incident = await ledger().get<IncidentRecord>(keys.incident(id))
  if (!incident) return []
  return targetsAt(alerts, comingStep(incident, policyOf(alerts, incident.policy)).notify, now())
}
