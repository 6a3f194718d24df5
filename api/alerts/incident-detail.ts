import type { Transition } from '../../functions/alerts/intake/transition.ts'
import { timesOf } from '../../functions/alerts/rules/day-sums.ts'
import type { LedgerItem, Stored } from '../../shared/ledger/ledger.ts'
import {
  type IncidentChange,
  type IncidentRecord,
  keys,
  type NoteRecord,
  type NotificationRecord,
  type TransitionRecord,
} from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { type IncidentListRow, listRow } from './incident-list.ts'
import { findIncident, type IncidentRow, rowWith } from './incidents.ts'

/** What somebody wrote down about an incident. `at` is ISO 8601. */
export interface NoteRow {
  readonly at: string
  readonly by: string
  readonly text: string
}

/** All that is known of one incident, as `nightshift incidents show --json` prints it. Times are ISO 8601. */
export interface IncidentDetail extends IncidentRow, Pick<IncidentListRow, 'title' | 'policy' | 'steps' | 'people'> {
  readonly snoozedUntil?: string
  /** Who has acknowledged, where the policy wants more people than these to. */
  readonly partly?: readonly string[]
  /** When the next step, reminder or look is due. */
  readonly nextAt?: string
  /** What whoever made the alarm wrote for the responder. */
  readonly description?: string
  /** Address of what to do about it: a tag `runbook` of the alarm, or the first address in its description. */
  readonly runbook?: string
  /** The series that it is about, which can be plotted. */
  readonly metric?: Transition['metric']
  /** ARN of the alarm, where it is known. */
  readonly arn?: string
  /** What became of it, oldest first. Of the oldest records, as far as it can be told. */
  readonly history: readonly IncidentChange[]
  /** Oldest first. */
  readonly notes: readonly NoteRow[]
  /** The last ten other incidents of its alarm, newest first. */
  readonly earlier: readonly IncidentListRow[]
  /** From its opening; nothing where that has not happened. */
  readonly secondsToAcknowledge?: number
  readonly secondsToResolve?: number
}

const isOf =
  <Item extends LedgerItem>(kind: Item['kind']) =>
  (item: Stored<LedgerItem>): item is Stored<Item> =>
    item.kind === kind

/** How many of the alarm's transitions are looked through for its incidents: most neither open nor end one. */
const lookedThrough = 200
const mostEarlier = 10

const earlierOf = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  { id, alarmKey }: IncidentRecord,
): Promise<IncidentListRow[]> => {
  const transitions = await ledger().lastChildren<TransitionRecord>(keys.alarm(alarmKey).pk, lookedThrough)
  const ids = transitions.flatMap(({ incident, outcome }) =>
    incident !== undefined && incident !== id && (outcome === 'opened' || outcome === 'held') ? [incident] : [],
  )
  const records = await Promise.all(
    [...new Set(ids)].slice(0, mostEarlier).map((each) => ledger().get<IncidentRecord>(keys.incident(each))),
  )
  return records.flatMap((record) => (record ? [listRow(record)] : []))
}

/** What can be told of a record from before its history was kept. */
const historyOf = ({
  history,
  openedAt,
  closedAt,
  state,
  reason,
  acknowledgements = [],
  basis,
}: IncidentRecord): readonly IncidentChange[] => {
  if (history !== undefined) return history
  const why = (basis.event as { readonly reason?: string } | undefined)?.reason ?? reason
  return [
    { at: openedAt, what: 'step', state: 'open', step: 1, reason: why },
    ...acknowledgements.map(
      ({ by, at, from }): IncidentChange => ({
        at,
        what: from ? 'handed over' : 'acknowledged',
        state: 'acknowledged',
        by: from ?? by,
        ...(from ? { to: [by] } : {}),
      }),
    ),
    ...(closedAt === undefined ? [] : [{ at: closedAt, what: 'recovered' as const, state, reason }]),
  ]
}

const addressIn = (text: string): string | undefined =>
  /https:\/\/[^\s<>"'`)\]]+/.exec(text)?.[0].replace(/[.,;:!?]+$/, '')

/** Where it says what to do: an https address, and nothing else that a text of a stranger may hold. */
export const runbookOf = ({ tags = {} }: Pick<Transition, 'tags'>, description: string): string | undefined => {
  const tag = Object.entries(tags).find(([key]) => key.toLowerCase() === 'runbook')?.[1]
  return addressIn(tag ?? '') ?? addressIn(description)
}

const given = <Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never

/**
 * All that is known of an incident: what became of it, every message with its fate, notes, and what its alarm did before.
 * @param id its id, or the beginning of it
 * @throws UsageError when there is none, or more than one
 */
export const showIncident = async (deployment: Pick<Deployment, 'ledger'>, id: string): Promise<IncidentDetail> => {
  const record = await findIncident(deployment, id)
  const [items, earlier] = await Promise.all([
    deployment.ledger().children<LedgerItem>(keys.incident(record.id).pk),
    earlierOf(deployment, record),
  ])
  const { tags, metric, arn, description: written = '' } = record.basis.event as Partial<Transition>
  const { description = written } = record
  const { acknowledge, resolve } = timesOf(record)
  const { title, policy, steps, people } = listRow(record)
  return {
    ...rowWith(record, items.filter(isOf<NotificationRecord>('notification'))),
    title,
    policy,
    steps,
    people,
    history: historyOf(record),
    notes: items
      .filter(isOf<NoteRecord>('incident-note'))
      .map(({ at, by, text }) => ({ at, by, text }))
      .sort((one, other) => (one.at < other.at ? -1 : 1)),
    earlier,
    ...given({
      snoozedUntil: record.snoozedUntil,
      partly: record.partly?.map(({ by }) => by),
      nextAt: record.nextAt,
      description: description === '' ? undefined : description,
      runbook: runbookOf({ tags }, description),
      metric,
      arn,
      secondsToAcknowledge: acknowledge,
      secondsToResolve: resolve,
    }),
  }
}
