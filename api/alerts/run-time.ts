import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import {
  keys,
  type OnCallRecord,
  type OverrideMade,
  type OverridePart,
  type SilenceMade,
} from '../../shared/ledger/records.ts'
import { overrideEnd, withRunTime } from '../../shared/on-call/run-time.ts'
import type { Deployment } from '../deployment.ts'

/** An override or a swap made at run time, as `nightshift on-call overrides --json` prints it. Times are ISO 8601. */
export interface OverrideRow {
  readonly id: string
  /** `next`: it has not begun. `cancelled`: it was ended before its time. */
  readonly state: 'now' | 'next' | 'over' | 'cancelled'
  readonly rotation: string
  readonly from: string
  readonly until: string
  /** Who covers whom; two for a swap. Of one that was cancelled, what of it had happened. */
  readonly parts: readonly OverridePart[]
  readonly by: string
  readonly at: string
  readonly why?: string
  readonly endedBy?: string
  readonly endedAt?: string
}

/** A silence made at run time, as `nightshift alerts silences --json` prints it. Times are ISO 8601. */
export interface SilenceRow {
  readonly id: string
  /** `next`: it has not begun. `ended`: by hand, before its time. */
  readonly state: 'now' | 'next' | 'over' | 'ended'
  readonly match: SilenceMade['match']
  readonly from: string
  readonly until: string
  readonly by: string
  readonly at: string
  readonly why: string
  readonly endedBy?: string
  readonly endedAt?: string
}

const endOf = ({ ended }: OverrideMade | SilenceMade) => (ended ? { endedBy: ended.by, endedAt: ended.at } : {})

const asIso = (at: number): string => new Date(at).toISOString()

/** An override as it stands at a time. */
export const overrideRow = (override: OverrideMade, now: Date): OverrideRow => {
  const { id, parts, by, at, why, ended, asked } = override
  const { rotation = '' } = Object(asked) as { readonly rotation?: string }
  const begins = Math.min(...parts.map(({ from }) => Date.parse(from)), ...(parts.length > 0 ? [] : [Date.parse(at)]))
  const ends = overrideEnd(override)
  const state = ended ? 'cancelled' : ends <= now.getTime() ? 'over' : begins > now.getTime() ? 'next' : 'now'
  return {
    id,
    state,
    rotation,
    from: asIso(begins),
    until: asIso(ends),
    parts,
    by,
    at,
    ...(why === undefined ? {} : { why }),
    ...endOf(override),
  }
}

/** A silence as it stands at a time. */
export const silenceRow = (silence: SilenceMade, now: Date): SilenceRow => {
  const { id, match, from, until, by, at, why = '', ended } = silence
  const state = ended
    ? 'ended'
    : Date.parse(until) <= now.getTime()
      ? 'over'
      : Date.parse(from) > now.getTime()
        ? 'next'
        : 'now'
  return { id, state, match, from, until, by, at, why, ...endOf(silence) }
}

/** Who is on call by what, at this moment. */
export interface OnCallState {
  /** The config as it is in force: what was made at run time stands behind what is written. */
  readonly alerts: AlertsConfig
  /** In the order in which they were made; those of the last week too. */
  readonly overrides: readonly OverrideRow[]
  readonly silences: readonly SilenceRow[]
}

/**
 * The config as it is in force, with what people made at run time. One read of one item.
 * @throws UsageError when nothing is deployed; the SDK's error where the ledger does not answer
 */
export const readOnCall = async ({
  config,
  ledger,
  now,
}: Pick<Deployment, 'config' | 'ledger' | 'now'>): Promise<OnCallState> => {
  const record = await ledger().get<OnCallRecord>(keys.onCall())
  const { overrides = [], silences = [] } = record ?? {}
  return {
    alerts: withRunTime(config.alerts, record),
    overrides: overrides.map((each) => overrideRow(each, now())),
    silences: silences.map((each) => silenceRow(each, now())),
  }
}
