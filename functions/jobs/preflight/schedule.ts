import type { JobConfig } from '../../../shared/config/jobs/schema.ts'
import { jobsWarnings } from '../../../shared/config/jobs/warnings.ts'
import { firings, ratePeriod } from '../../../shared/schedule.ts'
import { exactDurationText, localText } from '../../../shared/time.ts'
import { type Finding, ok, problem } from './finding.ts'

const yearMs = 366 * 86_400_000

/** When a job runs next, in words of its own zone, and what is likely not meant by its schedule. */
export const scheduleFindings = (name: string, job: JobConfig, now: Date): Finding[] => {
  const next = nextText(job, now)
  const warnings = jobsWarnings({ [name]: job }, now).map((warning) => {
    const [what = warning, ...fix] = warning.split('; ')
    return problem('schedule', what, fix.join('; '))
  })
  return next === undefined ? warnings : [ok('schedule', next), ...warnings]
}

const nextText = ({ schedule, zone }: JobConfig, now: Date): string | undefined => {
  const period = ratePeriod(schedule)
  // Only EventBridge knows when that was.
  if (period !== undefined)
    return `${schedule} runs every ${exactDurationText(period / 1000)}, counted from the deployment that made its schedule.`
  const window = { after: now, until: new Date(now.getTime() + 10 * yearMs), since: now, limit: 5 }
  const times = firings({ schedule, zone }, window).map((at) =>
    at.getTime() - now.getTime() < yearMs / 2 ? localText(at, zone) : `${localText(at, zone)} ${at.getUTCFullYear()}`,
  )
  return times.length > 0 ? `${schedule} next runs on ${times.join('; ')} (${zone}).` : undefined
}
