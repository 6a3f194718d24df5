import type { JobRow } from '../../../../api/jobs/jobs.ts'
import type { JobConfig } from '../../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { durationText, numberText } from '../../view/times.ts'
import { jobRulesWords } from '../../view/words/job-rules.ts'

/** The rules of a job beyond those that every one has, in words; nothing for those that it has not. */
export const ruleFacts = (
  { reader, deployment }: Pick<Asked, 'reader' | 'deployment'>,
  row: Pick<JobRow, 'durationTrend' | 'lastDollars'>,
  { exitCodes, finishBy, longerThanUsual, zone, holidays, jitter, pool, after }: JobConfig,
): (readonly [string, Html | string | false])[] => {
  const say = jobRulesWords[reader.language]
  const exits = exitCodes.map(
    ({ codes, action, container }) =>
      `${codes.join(', ')}${container === undefined ? '' : say.ofContainer(container)}: ${say.exitActions[action]}`,
  )
  return [
    [say.exitCodes, exits.length > 0 && html`${exits.join('; ')}`],
    [say.cost, row.lastDollars !== undefined && `$${numberText(reader, row.lastDollars, 4)}`],
    [
      say.trend,
      row.durationTrend !== undefined &&
        say.trendText(numberText(reader, Math.round(row.durationTrend * 100)), row.durationTrend > 0),
    ],
    [say.finishBy, finishBy !== undefined && `${finishBy} ${zone}`],
    [
      say.after,
      after !== undefined &&
        say.afterText(after.jobs.join(', '), after.when, durationText(reader, durationSeconds(after.within))),
    ],
    [say.holidays, holidays !== undefined && say.holidayActions[holidays.action](holidays.calendar)],
    [say.jitter, jitter !== undefined && durationText(reader, durationSeconds(jitter))],
    [say.pool, pool !== undefined && say.poolText(pool, deployment.config.jobPools[pool]?.most ?? 0)],
    [say.longerThanUsual, longerThanUsual !== undefined && say.timesUsual(numberText(reader, longerThanUsual, 1))],
  ]
}
