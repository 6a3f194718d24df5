import { CronExpressionParser } from 'cron-parser'
import { Cron } from 'croner'
import fc from 'fast-check'
import { parseSchedule } from '../shared/schedule.ts'
import { cronText } from '../test/property/cron-text.ts'
import { compareFirings, datesOf, rememberDays } from '../test/property/slow-schedule.ts'
import type { Bench, BenchRow } from './row.ts'
import { median } from './statistics.ts'

/** In EventBridge's words and in those of the libraries, which put seconds in front and know no year or `?`. */
const schedules = [
  { ours: 'cron(0/15 * * * ? *)', theirs: '0 0/15 * * * *' },
  { ours: 'cron(30 2 * * ? *)', theirs: '0 30 2 * * *' },
  { ours: 'cron(0 9-17 ? * MON-FRI *)', theirs: '0 0 9-17 * * MON-FRI' },
  { ours: 'cron(0 9 L * ? *)', theirs: '0 0 9 L * *' },
] as const

const zones = ['UTC', 'Asia/Seoul', 'America/New_York', 'Europe/London']
const start = Date.UTC(2026, 10, 21)

type Next = (at: number) => number
type Engine = (schedule: (typeof schedules)[number], zone: string) => Next

const ours: Engine = ({ ours: schedule }, zone) => {
  const { next } = parseSchedule(schedule, zone)
  return (at) => next(at) ?? start
}

const croner: Engine = ({ theirs }, timezone) => {
  const cron = new Cron(theirs, { timezone, sloppyRanges: true })
  return (at) => cron.nextRun(new Date(at))?.getTime() ?? start
}

const cronParser: Engine = ({ theirs }, tz) => {
  const cron = CronExpressionParser.parse(theirs, { tz, currentDate: new Date(start) })
  // It keeps its place by itself: asking it from a time anew would cost it more.
  return () => cron.next().getTime()
}

/** Next firings a second, over all schedules and zones; parsing is left out. */
const speedOf = (engine: Engine, firings: number): number => {
  const nexts = schedules.flatMap((schedule) => zones.map((zone) => engine(schedule, zone)))
  const round = (): void => {
    for (const next of nexts) for (let at = start, left = firings; left > 0; left -= 1) at = next(at)
  }
  round()
  const rounds = Array.from({ length: 5 }, () => {
    const began = performance.now()
    round()
    return ((nexts.length * firings) / (performance.now() - began)) * 1_000
  })
  return median(rounds)
}

const text = (speed: number): string => `${Math.round(speed).toLocaleString('en')}/s`

/** Random expressions for each zone. */
const perZone = 3

/** Every zone over ten years, against a slow reading of AWS's page. */
const checkAll = (report: (text: string) => void): BenchRow => {
  const names = Intl.supportedValuesOf('timeZone')
  const dates = datesOf(2026, 10)
  report(`${perZone} random schedules in each of ${names.length} zones over ten years, against a slow reading`)
  const wrong: string[] = []
  let right = 0
  for (const zone of names) {
    const days = rememberDays(zone)
    for (const schedule of fc.sample(cronText, perZone))
      try {
        right += compareFirings(schedule, days, dates, parseSchedule(schedule, zone).next)
      } catch (error) {
        wrong.push(`${zone} ${String(error)}`)
      }
  }
  for (const each of wrong) report(each)
  return {
    what: `next firings, ${names.length} zones × 10 years`,
    ours: `${wrong.length} of ${names.length * perZone} schedules wrong (${right.toLocaleString('en')} firings)`,
    mark: '0',
    met: wrong.length === 0,
  }
}

const compareSpeed = (report: (text: string) => void): BenchRow[] => {
  report(`next firings of ${schedules.length} schedules in ${zones.length} zones, median of 5 rounds`)
  const speed = speedOf(ours, 1_000)
  const rivals = { croner: speedOf(croner, 300), 'cron-parser': speedOf(cronParser, 300) }
  return Object.entries(rivals).map(
    ([name, theirs]): BenchRow => ({
      what: `next firings, beside ${name}`,
      ours: text(speed),
      reference: `${text(theirs)} ${name}`,
      ratio: speed / theirs,
      mark: 'as fast',
      met: speed >= theirs,
    }),
  )
}

export const run: Bench['run'] = async (report) => [...compareSpeed(report), checkAll(report)]
