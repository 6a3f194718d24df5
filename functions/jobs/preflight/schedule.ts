import { jobsWarnings } from '../../../shared/config/jobs/warnings.ts'
import type { JobConfig } from '../../../shared/config/jobs.ts'
import { firings } from '../../../shared/schedule.ts'
import { localText } from '../../../shared/time.ts'
import { type Finding, ok, problem } from './finding.ts'

const yearMs = 366 * 86_400_000

/** When a job runs next, in words of its own zone, and what is likely not meant by its schedule. */
export const scheduleFindings = (name: string, job: JobConfig, now: Date): Finding[] => {
  const { schedule, zone } = job
  const window = { after: now, until: new Date(now.getTime() + 10 * yearMs), since: now, limit: 5 }
  const times = firings({ schedule, zone }, window).map((at) =>
    at.getTime() - now.getTime() < yearMs / 2 ? localText(at, zone) : `${localText(at, zone)} ${at.getUTCFullYear()}`,
  )
  const warnings = jobsWarnings({ [name]: job }, now).map((warning) => {
    const [what = warning, ...fix] = warning.split('; ')
    return problem('schedule', what, fix.join('; '))
  })
  return times.length > 0
    ? [ok('schedule', `${schedule} next runs on ${times.join('; ')} (${zone}).`), ...warnings]
    : warnings
}
