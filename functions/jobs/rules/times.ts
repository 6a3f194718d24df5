import { createHash } from 'node:crypto'
import { firings, ratePeriod } from '../../../shared/schedule.ts'
import { isoSeconds } from '../../../shared/time.ts'
import type { JobSlice } from './job.ts'

/** The text under which a run is kept: whole seconds for the schedule's own, milliseconds for one by hand. */
export const runTime = (at: Date): string => (at.getMilliseconds() === 0 ? isoSeconds(at) : at.toISOString())

/**
 * The time that a firing meant; undefined when the text is no time. EventBridge puts it in place of
 * `<aws.scheduler.scheduled-time>`; where that did not happen (the laptop's emulator does not), it is the last time at which
 * the schedule was due.
 */
export const scheduledTime = (text: string, job: JobSlice, now: Date): Date | undefined => {
  const at = new Date(text)
  if (!Number.isNaN(at.getTime())) return floorTo(1_000, at)
  if (text !== '<aws.scheduler.scheduled-time>') return undefined
  if (ratePeriod(job.schedule) !== undefined) return floorTo(60_000, now)
  for (const back of [3_600_000, 86_400_000]) {
    const after = new Date(now.getTime() - back)
    const last = firings(job, { after, until: now, since: after, limit: Number.POSITIVE_INFINITY }).at(-1)
    if (last) return last
  }
  return floorTo(60_000, now)
}

/** An instant in the one form in which texts can be compared, or nothing where the text is none. */
export const instant = (text: string | undefined): string | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()

/** Seconds by which clocks may differ. */
const clockSeconds = 120

/** Whether a run cannot be yet: taken for the latest, it would hide what comes until then. */
export const isAhead = (scheduledAt: Date, now: Date): boolean =>
  scheduledAt.getTime() > now.getTime() + clockSeconds * 1000

const floorTo = (unit: number, at: Date): Date => new Date(Math.floor(at.getTime() / unit) * unit)

/**
 * The time of a run that a person asked for. It never falls on a whole second, so that it takes no firing's place; two
 * commands asked for in one second are two runs, and the same request delivered twice is one.
 */
export const requestedTime = (text: string, command: readonly string[] = []): Date | undefined => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return undefined
  if (at.getMilliseconds() !== 0) return at
  const hash = createHash('sha256').update(JSON.stringify(command)).digest().readUInt32BE()
  return new Date(at.getTime() + 1 + (hash % 999))
}
