import { isoMs, isoText } from '../../../shared/iso.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { isSame } from '../../../shared/same.ts'
import type { Order } from '../targets/target-kind.ts'
import { type Act, act, type Way } from './act.ts'
import { isProven, isShown } from './goal.ts'
import { offOf, type Seen, wasOffWith } from './savings.ts'
import type { Situation } from './situation.ts'
import { troubleOf } from './trouble.ts'

/** What is to be done about one target at one look. */
export interface Decision {
  /** As it is to be written before AWS is asked; the one that was read where nothing differs. */
  readonly record: HoursTargetRecord
  readonly request?: Order | undefined
  /** Why what is to be done is not yet asked for, in words. */
  readonly waits?: string | undefined
  /** Its alarms are to be held from now on. */
  readonly goesOff: boolean
  /** Its start is proven: its alarms count again when its grace time is over. */
  readonly isBack: boolean
  /** What was wrong and is over. */
  readonly recovered?: HoursTargetRecord['trouble']
  /** The time for which it was seen stopped, where that is over. */
  readonly seen?: Seen | undefined
}

/** A target that is off at its calendar's word, whoever stopped it, is off on purpose. */
const plannedOffOf = (
  { observed, now }: Situation,
  { plannedOff, order, moment, hand }: HoursTargetRecord,
): HoursTargetRecord['plannedOff'] => {
  if (isProven(observed) && order?.action !== 'stop') return undefined
  const isOff = observed.state === 'stopped' && moment.state === 'stopped' && hand === undefined
  return plannedOff ?? (isOff ? { since: isoText(now) } : undefined)
}

/** Whether a call that began later has decided already: what this one knows is old. */
export const isStale = ({ record, now }: Pick<Situation, 'record' | 'now'>): boolean =>
  record !== undefined && isoMs(record.at) > now.getTime()

/** The same record where no part of it differs: most looks change nothing, and copies would be what they spend most time on. */
const withParts = (record: HoursTargetRecord, parts: Partial<HoursTargetRecord>): HoursTargetRecord => {
  for (const key in parts) {
    const name = key as keyof HoursTargetRecord
    if (record[name] !== parts[name]) return { ...record, ...parts }
  }
  return record
}

/**
 * The decision about one target, once it is settled what is under way with it (`settle`) and what stands in its way.
 * @param settled by `settle`, from the same situation
 */
export const decide = (situation: Situation, settled: HoursTargetRecord, way: Way): Decision => {
  const { record: before, now, observed, version } = situation
  const acted: Act = isShown(observed) ? act(situation, settled, way) : { record: settled }
  const { request, waits } = acted
  const { off, seen } = offOf(situation, before, request !== undefined && request.action !== 'stop')
  const trouble = troubleOf(situation, acted.record, waits, acted.lacksSize === true)
  const plannedOff = isShown(observed) ? plannedOffOf(situation, acted.record) : acted.record.plannedOff
  const restartsAt = observed.state === 'stopped' ? (observed.restartsAt ?? acted.record.restartsAt) : undefined
  const costs = acted.record.costs ?? (off ? observed.costs : undefined)
  const after = withParts(acted.record, {
    off,
    ...(seen ? { wasOff: wasOffWith(before?.wasOff, seen) } : {}),
    trouble,
    plannedOff,
    costs,
    restartsAt: isShown(observed) ? restartsAt : acted.record.restartsAt,
    open: trouble ? 'hours' : undefined,
  })
  const same = before !== undefined && isSame(before, after)
  const record = same
    ? before
    : { ...after, at: isoText(now), basis: { event: { observed: observed.state }, config: version } }
  return {
    record,
    request,
    waits,
    goesOff: plannedOff !== undefined && before?.plannedOff === undefined,
    isBack: plannedOff === undefined && before?.plannedOff !== undefined,
    recovered: trouble === undefined ? before?.trouble : undefined,
    seen,
  }
}
