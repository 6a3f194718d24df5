import type { SourceRecord } from '../../../shared/ledger/records.ts'

/** Most bytes of one report as it is sent. Two hundred alerts of Alertmanager have some 300,000. */
export const mostReportBytes = 1_000_000

/** Minutes without a refusal after which a source keeps to its bounds again. */
const calmMinutes = 5

const minuteOf = (now: Date): string => now.toISOString().slice(0, 16)

/** Seconds until the next minute begins, at least one. */
export const secondsToNextMinute = (now: Date): number => 60 - now.getUTCSeconds()

/** Whether a source has reported as often in this minute as it may. */
export const isOverRate = ({ minute, taken = 0 }: SourceRecord, perMinute: number, now: Date): boolean =>
  minute === minuteOf(now) && taken >= perMinute

/** The record of a source after it has reported once more. */
export const withReport = (record: SourceRecord, now: Date): SourceRecord => ({
  ...record,
  at: now.toISOString(),
  lastAt: now.toISOString(),
  minute: minuteOf(now),
  taken: (record.minute === minuteOf(now) ? (record.taken ?? 0) : 0) + 1,
})

/** The record of a source after one of its reports was refused: because there were too many in a minute, or it was too large. */
export const withRefusal = (record: SourceRecord, why: 'rate' | 'size', now: Date): SourceRecord => {
  const at = now.toISOString()
  const { since = at, rate = 0, size = 0 } = record.refused ?? {}
  return {
    ...record,
    refused: { since, lastAt: at, rate: rate + Number(why === 'rate'), size: size + Number(why === 'size') },
  }
}

/** Whether nothing of a source has been refused for a while, after something was. */
export const isCalm = ({ refused }: SourceRecord, now: Date): boolean =>
  refused !== undefined && now.getTime() - Date.parse(refused.lastAt) >= calmMinutes * 60_000

/** What was refused, for a person. */
export const refusedText = ({ refused }: SourceRecord, perMinute: number): string => {
  const { rate = 0, size = 0 } = refused ?? {}
  return [
    ...(rate > 0 ? [`${rate} because there were more than ${perMinute} in a minute`] : []),
    ...(size > 0 ? [`${size} because they were larger than ${mostReportBytes / 1_000_000} MB`] : []),
  ].join(', ')
}
