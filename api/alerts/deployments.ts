import type { Transition } from '../../functions/alerts/intake/transition.ts'
import {
  type DeliveryEvent,
  type DeliveryMeasures,
  deliveryMeasures,
  type Trouble,
} from '../../shared/delivery/measures.ts'
import type { IncidentRecord, TransitionRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** How delivery went, as `nightshift deployments --json` prints it. */
export type DeploymentRow = DeliveryMeasures

/** Most events, and most incidents, that are read. */
export const mostDelivered = 10_000

const deploys = /^(pipeline|deployment|ecs-deployment)\//
/** What is about delivery itself, and no trouble in production. */
const delivers = /^(pipeline|deployment|ecs-deployment|build|approval)\//

/** The end of a whole deployment; nothing for its parts, and for what is neither good nor bad. */
const eventOf = ({ basis }: TransitionRecord): DeliveryEvent | undefined => {
  const { name, at, state, part, run, began } = basis.event as Transition
  if (part !== undefined || !deploys.test(name) || (state !== 'OK' && state !== 'ALARM')) return undefined
  return { name, at, succeeded: state === 'OK', run, began }
}

const troubleOf = ({ alarm, severity, openedAt, closedAt, state }: IncidentRecord): Trouble | undefined =>
  delivers.test(alarm) || severity === 'info' || state === 'suppressed' || state === 'held'
    ? undefined
    : { openedAt, closedAt }

/**
 * Deployment frequency, change failure rate, recovery and lead time of what reports itself by `alerts.events`, from the ledger.
 * @param within seconds after a deployment in which an incident counts as following it
 */
export const readDeployments = async (
  { ledger, now }: Pick<Deployment, 'ledger' | 'now'>,
  { since, within }: { readonly since: Date; readonly within: number },
): Promise<{ readonly rows: readonly DeploymentRow[]; readonly isCut: boolean }> => {
  const from = { since: since.toISOString(), limit: mostDelivered }
  const store = ledger()
  const [transitions, incidents] = await Promise.all([
    store.list<TransitionRecord>('transition', { ...from, fields: ['alarm', 'basis'] }),
    store.list<IncidentRecord>('incident', {
      ...from,
      fields: ['alarm', 'severity', 'state', 'openedAt', 'closedAt'],
    }),
  ])
  return {
    rows: deliveryMeasures(
      transitions.flatMap((each) => eventOf(each) ?? []),
      incidents.flatMap((each) => troubleOf(each) ?? []),
      { since, until: now(), within },
    ),
    isCut: transitions.length === mostDelivered || incidents.length === mostDelivered,
  }
}
