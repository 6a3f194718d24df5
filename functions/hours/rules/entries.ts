import type { Calendar } from '../../../shared/calendar/index.ts'
import type { HoursConfig, TargetConfig } from '../../../shared/config/hours/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import type { HoursSlice, TargetEntry } from './slice.ts'

const secondsOf = (duration: string | undefined): number | undefined =>
  duration === undefined ? undefined : durationSeconds(duration)

const entryOf = (target: TargetConfig, kinds: readonly string[]): TargetEntry => {
  const kind = kinds.find((key) => target[key as keyof TargetConfig] !== undefined)
  if (kind === undefined) throw new RangeError(`A target without a kind: ${target.name}`)
  const { name, calendar, after, enforce, confirmed, grace, alarms, within, policy } = target
  const [start, stop] = [secondsOf(within.start), secondsOf(within.stop)]
  return {
    name,
    kind,
    selector: target[kind as keyof TargetConfig],
    ...(calendar === undefined ? {} : { calendar }),
    ...(enforce ? { enforce } : {}),
    ...(confirmed === undefined ? {} : { confirmed }),
    ...(after.length > 0 ? { after } : {}),
    within: { ...(start === undefined ? {} : { start }), ...(stop === undefined ? {} : { stop }) },
    grace: durationSeconds(grace),
    ...(alarms.length > 0 ? { alarms } : {}),
    ...(policy === undefined ? {} : { policy }),
  }
}

/**
 * The config as the engine has it.
 * @param calendars read, with the holidays of the next years
 * @param kinds keys of the kinds of target
 */
export const sliceOf = (
  { targets, prices, report }: Pick<HoursConfig, 'targets' | 'prices' | 'report'>,
  calendars: Readonly<Record<string, Calendar>>,
  kinds: readonly string[],
): HoursSlice => ({
  calendars,
  targets: targets.map((target) => entryOf(target, kinds)),
  prices,
  ...(report ? { report } : {}),
})
