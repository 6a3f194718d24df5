import { alarmSubject } from '../../../shared/hours/planned-off.ts'
import { isoText } from '../../../shared/iso.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import { keys, type PlannedOffRecord } from '../../../shared/ledger/records.ts'
import type { TargetEntry } from '../rules/slice.ts'
import type { World } from '../world/world.ts'

/** Seconds for which alarms are still held after a start is proven, unless the config says otherwise. */
const defaultGraceSeconds = 300

const untilOf = ({ grace = defaultGraceSeconds }: Pick<TargetEntry, 'grace'>, now: Date): string =>
  new Date(now.getTime() + grace * 1000).toISOString()

const writesFor = async (
  subjects: readonly string[],
  world: World,
  change: (known: PlannedOffRecord | undefined) => Omit<PlannedOffRecord, 'pk' | 'sk' | 'kind'> | undefined,
): Promise<Write[]> => {
  const pairs = await Promise.all(
    [...new Set(subjects)].map(async (subject) => {
      const key = keys.plannedOff(subject)
      return { key, known: await world.ledger.get<PlannedOffRecord>(key) }
    }),
  )
  return pairs.flatMap(({ key, known }) => {
    const fields = change(known)
    return fields === undefined
      ? []
      : [{ item: { ...key, kind: 'planned-off', ...fields }, expect: known?.version ?? ('absent' as const) }]
  })
}

/** The writes that hold back what is reported about a target, under each name that it may be known by. */
export const holdWrites = (target: string, subjects: readonly string[], world: World): Promise<Write[]> =>
  writesFor(subjects, world, (known) =>
    known && known.until === undefined ? undefined : { target, at: isoText(world.now) },
  )

/** The writes that let it count again, when the grace time is over. */
export const releaseWrites = (
  subjects: readonly string[],
  entry: Pick<TargetEntry, 'grace'>,
  world: World,
): Promise<Write[]> =>
  writesFor(subjects, world, (known) =>
    known === undefined || known.until !== undefined
      ? undefined
      : { target: known.target, at: known.at, until: untilOf(entry, world.now) },
  )

/** The names of the alarms that an entry lists for all of its targets together. */
export const alarmSubjects = ({ alarms = [] }: Pick<TargetEntry, 'alarms'>): string[] => alarms.map(alarmSubject)
