import type { Digest } from '../../functions/jobs/digest/digest.ts'
import { readDigest } from '../../functions/jobs/digest/read.ts'
import { type DigestText, digestText } from '../../functions/jobs/digest/text.ts'
import { sizeOf } from '../../shared/jobs/cost.ts'
import { type DigestDay, type DigestTimes, digestOn, lastDigest } from '../../shared/jobs/digest-times.ts'
import type { Language } from '../../shared/language.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/** A digest as `nightshift jobs digest --json` prints it. Times are ISO 8601. */
export interface DigestRow extends Digest, DigestText {}

/** Which digest is asked for. */
export interface AskedDigest {
  /** `2026-11-30`, the day on whose morning it is sent. Default: the newest. */
  readonly day?: string | undefined
  /** IANA zone of the days where the config has no `jobDigest`: then they go from midnight to midnight. */
  readonly zone: string
  /** Default `'en'`. */
  readonly language?: Language | undefined
}

type Asked = Pick<Deployment, 'config' | 'ledger' | 'now'> & Partial<Pick<Deployment, 'calendars'>>

const timesOf = async ({ config, calendars, now }: Asked, zone: string): Promise<DigestTimes> => {
  const { jobDigest: rule } = config
  if (rule === undefined) return { at: '00:00', zone }
  const { calendar: name, at, zone: own } = rule
  if (name === undefined) return { at, zone: own }
  // With what finds holidays: loaded where a calendar is named.
  const { calendarsOf } = await import('../../shared/config/hours/calendars.ts')
  const known = calendars ?? (config.hours ? calendarsOf(config.hours, now()) : {})
  return { at, zone: own, calendar: known[name] }
}

const dayOf = (times: DigestTimes, day: string | undefined, now: Date): DigestDay => {
  if (day !== undefined) {
    const asked = digestOn(times, day)
    if (asked.from > now) throw new UsageError(`The digest of ${day} is about a time in the future.`)
    // One whose time has not come says what there is so far.
    return asked.until > now ? { ...asked, until: now } : asked
  }
  const last = lastDigest(times, now)
  if (last === undefined)
    throw new UsageError('No digest was sent in the last month, by its calendar. Name a day: --day.')
  return last
}

/**
 * The digest of a day as it is, or was, sent, of what the ledger has now: whether or not anybody gets one by email.
 * @throws UsageError for a day that lies ahead; RangeError for one that the calendar has not
 */
export const readJobDigest = async (
  deployment: Asked,
  { day, zone, language = 'en' }: AskedDigest,
): Promise<DigestRow> => {
  const { config, ledger, now } = deployment
  const times = await timesOf(deployment, zone)
  const jobs = Object.fromEntries(
    Object.entries(config.jobs ?? {}).map(([name, job]) => [
      name,
      { size: sizeOf(job), longerThanUsual: job.longerThanUsual },
    ]),
  )
  const digest = await readDigest(ledger(), dayOf(times, day, now()), times.zone, jobs, config.jobDigest !== undefined)
  return { ...digest, ...digestText(digest, language) }
}
