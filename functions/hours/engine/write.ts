import { targetSubject } from '../../../shared/hours/planned-off.ts'
import { isoText } from '../../../shared/iso.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type HoursSavingsRecord, type HoursTargetRecord, keys } from '../../../shared/ledger/records.ts'
import type { Decision } from '../rules/decide.ts'
import { addSavings, byMonth, savingsOf } from '../rules/savings.ts'
import type { Observed } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Place } from './find.ts'
import { holdWrites, releaseWrites } from './planned-off.ts'

export const versionOf = (record: HoursTargetRecord | undefined): number | 'absent' =>
  (record as Stored<HoursTargetRecord> | undefined)?.version ?? 'absent'

/** The same record as it is after its write. */
export const asWritten = (record: HoursTargetRecord, before: HoursTargetRecord | undefined): HoursTargetRecord => {
  const version = versionOf(before)
  return { ...record, version: version === 'absent' ? 1 : version + 1 } as Stored<HoursTargetRecord>
}

/** What a target was seen to save, added to its months. It goes with the record, so that no hour counts twice. */
const savingsWrites = async ({ seen, record }: Decision, world: World): Promise<Write[]> => {
  const parts = seen ? byMonth(seen) : []
  return Promise.all(
    parts.map(async ({ month, seconds }) => {
      const key = keys.hoursSavings(month, record.target)
      const known = await world.ledger.get<HoursSavingsRecord>(key)
      const item: HoursSavingsRecord = {
        ...key,
        kind: 'hours-savings',
        at: isoText(world.now),
        target: record.target,
        month,
        ...addSavings(known, savingsOf(seconds, record.costs, world.priceOf)),
      }
      return { item, expect: known?.version ?? ('absent' as const) }
    }),
  )
}

/** The writes of a decision: the record, what holds or releases alarms, and the savings, all or nothing. */
export const decisionWrites = async (
  before: HoursTargetRecord | undefined,
  place: Place,
  decision: Decision,
  observed: Observed | undefined,
  world: World,
): Promise<Write[]> => {
  const { record, goesOff, isBack } = decision
  if (record === before) return []
  const subjects = [
    targetSubject(place.target),
    ...place.kind.subjects(place.id, world.arns),
    ...(observed?.subjects ?? []),
  ]
  const [hold, release, savings] = await Promise.all([
    goesOff ? holdWrites(place.target, subjects, world) : [],
    isBack ? releaseWrites(subjects, place.entry, world) : [],
    savingsWrites(decision, world),
  ])
  return [{ item: record, expect: versionOf(before) }, ...hold, ...release, ...savings]
}
