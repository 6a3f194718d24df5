import { parseSchedule } from '../../../shared/schedule.ts'

/** Firings that are looked for in a gap: the newest of them counts, and of a minute's rate a day is enough. */
const mostFirings = 1_500

/**
 * The newest firing of a schedule in (after, until]. What was missed before it is not made up for: one snapshot, or one proof, is as good.
 * @param since from which a rate counts
 */
export const newestFiring = (
  { schedule, zone }: { readonly schedule: string; readonly zone: string },
  { since, after, until }: { readonly since: Date; readonly after: Date; readonly until: Date },
): Date | undefined => {
  const { next } = parseSchedule(schedule, zone, since.getTime())
  let [newest, from]: [number | undefined, number] = [undefined, after.getTime()]
  for (let count = 0; count < mostFirings; count += 1) {
    const at = next(from)
    if (at === undefined || at > until.getTime()) break
    ;[newest, from] = [at, at]
  }
  return newest === undefined ? undefined : new Date(newest)
}
