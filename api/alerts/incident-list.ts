import type { Severity } from '../../shared/config/alerts/schema.ts'
import { readBack } from '../../shared/ledger/read-back.ts'
import type { IncidentRecord } from '../../shared/ledger/records.ts'
import { fits } from '../../shared/wildcards.ts'
import type { Deployment } from '../deployment.ts'

/** Which incidents are asked for: those for which everything holds that is given. */
export interface IncidentFilter {
  /** Only those that are not over. Default false. */
  readonly open?: boolean | undefined
  /** Only those that called this person, or that they did something about. Of the oldest records only who acknowledged is known. */
  readonly mine?: string | undefined
  readonly severity?: Severity | undefined
  readonly state?: IncidentRecord['state'] | undefined
  /** Name of the alarm; `*` stands for any characters. */
  readonly alarm?: string | undefined
  /** Name of the policy that they go through. */
  readonly policy?: string | undefined
  /** ISO 8601, UTC: only those that opened then or later. */
  readonly since?: string | undefined
  /** ISO 8601, UTC: only those that opened before. */
  readonly until?: string | undefined
  /** Only those with this text in their alarm, title, reason or note, or at the beginning of their id; capitals do not count. */
  readonly search?: string | undefined
  /** At most so many. Default 50. */
  readonly limit?: number | undefined
}

/** An incident in a list, without its messages. Times are ISO 8601. */
export interface IncidentListRow
  extends Pick<
    IncidentRecord,
    | 'id'
    | 'alarm'
    | 'title'
    | 'severity'
    | 'state'
    | 'policy'
    | 'steps'
    | 'openedAt'
    | 'closedAt'
    | 'reason'
    | 'acknowledgedBy'
    | 'acknowledgedAt'
    | 'snoozedUntil'
    | 'nextAt'
  > {
  /** Everybody whom it has called, each once. */
  readonly people: readonly string[]
}

/** Everybody whom an incident has called or was handed to, each once. */
const peopleOf = ({ history = [] }: IncidentRecord): string[] => [...new Set(history.flatMap(({ to = [] }) => to))]

export const listRow = (record: IncidentRecord): IncidentListRow => {
  const { id, alarm, title, severity, state, policy, steps, openedAt, closedAt, reason } = record
  const { acknowledgedBy, acknowledgedAt, snoozedUntil, nextAt } = record
  return {
    id,
    alarm,
    title,
    severity,
    state,
    policy,
    steps,
    openedAt,
    closedAt,
    reason,
    acknowledgedBy,
    acknowledgedAt,
    snoozedUntil,
    nextAt,
    people: peopleOf(record),
  }
}

const concerns = (record: IncidentRecord, who: string): boolean =>
  record.acknowledgedBy === who ||
  (record.acknowledgements ?? []).some(({ by, from }) => by === who || from === who) ||
  (record.history ?? []).some(({ by, to = [] }) => by === who || to.includes(who))

const says = ({ id, alarm, title, reason, description = '' }: IncidentRecord, text: string): boolean => {
  const wanted = text.toLowerCase()
  return (
    id.startsWith(wanted) || [alarm, title, reason, description].some((each) => each.toLowerCase().includes(wanted))
  )
}

/** Whether an incident is one of those that are asked for. */
const fitsFilter = (
  record: IncidentRecord,
  { mine, severity, state, alarm, policy, since = '', until, search }: IncidentFilter,
): boolean =>
  record.openedAt >= since &&
  (until === undefined || record.openedAt < until) &&
  (severity === undefined || record.severity === severity) &&
  (state === undefined || record.state === state) &&
  (policy === undefined || record.policy === policy) &&
  (alarm === undefined || fits(alarm, record.alarm)) &&
  (mine === undefined || concerns(record, mine)) &&
  (search === undefined || search === '' || says(record, search))

/** Most incidents that are looked through for those that fit, so that a search for what there is not ends too. */
export const mostLookedThrough = 4_000

/** The incidents that fit, the newest first, and whether there may be more. */
export const findIncidents = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  filter: IncidentFilter,
): Promise<{ readonly records: readonly IncidentRecord[]; readonly isCut: boolean }> => {
  const { open = false, limit = 50, since } = filter
  const fitting = (records: readonly IncidentRecord[]): IncidentRecord[] =>
    records.filter((each) => fitsFilter(each, filter))
  const records = open
    ? (await ledger().open<IncidentRecord>('incident')).toReversed()
    : await readBack(
        (count) =>
          ledger().list<IncidentRecord>('incident', {
            limit: Math.min(count, mostLookedThrough),
            ...(since ? { since } : {}),
          }),
        Math.min(limit + 1, mostLookedThrough),
        (each) => each.length >= mostLookedThrough || fitting(each).length > limit,
      )
  const found = fitting(records)
  return { records: found.slice(0, limit), isCut: found.length > limit || records.length >= mostLookedThrough }
}

/** The newest incidents that fit, without their messages: one list of the ledger, however many they are. */
export const listIncidents = async (
  deployment: Pick<Deployment, 'ledger'>,
  filter: IncidentFilter = {},
): Promise<{ readonly rows: readonly IncidentListRow[]; readonly isCut: boolean }> => {
  const { records, isCut } = await findIncidents(deployment, filter)
  return { rows: records.map(listRow), isCut }
}
