import { runTime } from '../../functions/jobs/rules/times.ts'
import { readBack } from '../../shared/ledger/read-back.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import { terminal } from '../../shared/terminal.ts'
import { isInstant } from '../../shared/time.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/** In the reader's zone, to the second, as tables show times. */
const localSecond = (iso: string, timeZone: string): string => new Date(iso).toLocaleString('sv-SE', { timeZone })

/** Longest that a zone is ahead of or behind UTC, in milliseconds. */
const zoneMs = 15 * 3_600_000

/**
 * A time as a person writes it: in UTC as runs are kept (its beginning will do), with another zone, or in the reader's own zone
 * as the tables show it, such as `2026-11-21 11:30`.
 * @throws UsageError for what is not a time
 */
const askedTime = (
  text: string,
  zone: string,
): {
  readonly utc?: string
  /** No run before this one can be meant. */
  readonly from: string
  readonly isMeant: (scheduledAt: string) => boolean
} => {
  // A zone of whole hours: +09.
  const whole = text.toUpperCase().replace(/T([\d:.]{5,12}[+-]\d\d)$/, 'T$1:00')
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,12}(Z|[+-]\d\d:?\d\d)$/.test(whole) && isInstant(whole)) {
    const utc = runTime(new Date(whole))
    return { utc, from: utc, isMeant: (scheduledAt) => scheduledAt === utc || scheduledAt.startsWith(whole) }
  }
  if (/^\d[\dT:.Z-]{0,23}$/.test(text))
    return { utc: text, from: text, isMeant: (scheduledAt) => scheduledAt.startsWith(text) }
  if (/^\d{4}-\d\d-\d\d \d\d?(:\d{0,2}){0,2}$/.test(text)) {
    const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
    const from = Number.isNaN(day) ? '' : new Date(day - zoneMs).toISOString()
    return { from, isMeant: (scheduledAt) => localSecond(scheduledAt, zone).startsWith(text) }
  }
  throw new UsageError(
    `"${text}" is not a time of a run; write it, or its beginning, like 2026-11-21T02:30:00Z, or as the table shows it.`,
  )
}

/** A run as a person names it. */
export interface NamedRun {
  readonly job: string
  /** Its time or the beginning of it, in UTC, with a zone, or as a table shows it; left out: the newest that fits. */
  readonly time?: string | undefined
  /** IANA zone of the person's tables. Default UTC. */
  readonly zone?: string
}

/**
 * The run that a person means: of the time given (its beginning will do), or the newest that fits.
 * @throws UsageError when there is none, or more than one begins so
 */
export const findRun = async (
  deployment: Pick<Deployment, 'ledger'>,
  { job, time, zone = 'UTC' }: NamedRun,
  fits: (run: RunRecord) => boolean,
  what: string,
): Promise<RunRecord> => {
  const ledger = deployment.ledger()
  const asked = time === undefined ? undefined : askedTime(time, zone)
  const exact = asked?.utc === undefined ? undefined : await ledger.get<RunRecord>(keys.run(job, asked.utc))
  if (exact) return exact
  const isMeant = (run: RunRecord): boolean => (asked === undefined ? fits(run) : asked.isMeant(run.scheduledAt))
  const runs = await readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count),
    20,
    (each) => each.some((run) => (asked === undefined ? fits(run) : run.scheduledAt < asked.from)),
  )
  const [found, ...others] = runs.filter(isMeant)
  if (!found)
    throw new UsageError(
      `${job} has no run ${time === undefined ? `that ${what}` : `of ${time}`}. See: ${terminal} runs --job ${job} --json`,
    )
  if (time !== undefined && others.length > 0)
    throw new UsageError(
      `${time} is the beginning of several: ${[found, ...others]
        .slice(0, 10)
        .map(({ scheduledAt }) => scheduledAt)
        .join(', ')}`,
    )
  return found
}
