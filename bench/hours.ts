import { CronExpressionParser } from 'cron-parser'
import { Cron } from 'croner'
import fc from 'fast-check'
import { type CalendarConfig, calendarOf, momentsBetween } from '../shared/calendar/index.ts'
import { calendarConfig } from '../test/property/calendar-config.ts'
import { compareCalendar } from '../test/property/compare-calendar.ts'
import { changes } from '../test/property/slow-calendar.ts'
import type { Bench, BenchRow } from './row.ts'
import { median } from './statistics.ts'

const from = Date.UTC(2025, 0, 1)
const days = 3 * 365
const until = from + days * 86_400_000
const year = [new Date(Date.UTC(2026, 0, 1)), new Date(Date.UTC(2027, 0, 1))] as const

const seconds = (work: () => void): number => {
  work()
  return median(
    Array.from({ length: 5 }, () => {
      const began = performance.now()
      work()
      return (performance.now() - began) / 1_000
    }),
  )
}

const drawn = (zone: string, seed: number): readonly CalendarConfig[] =>
  fc.sample(calendarConfig(zone, from, days), { numRuns: 1, seed })

/** So many calendars of a year: reading each, and all its moments. */
const measureYear = (report: (text: string) => void, zones: readonly string[]): BenchRow => {
  const count = 1_000
  const configs = Array.from({ length: count }, (_, index) => drawn(zones[index % zones.length] ?? 'UTC', index)).flat()
  report(`${count} random calendars in ${zones.length} zones, each over a year, median of 5 rounds`)
  let moments = 0
  const took = seconds(() => {
    moments = configs.reduce((sum, config) => sum + momentsBetween(calendarOf(config), ...year).length, 0)
  })
  return {
    what: `${count.toLocaleString('en')} calendars × a year`,
    ours: `${took.toFixed(2)} s (${moments.toLocaleString('en')} moments)`,
    mark: '≤ 1 s',
    met: took <= 1,
  }
}

/** Office hours, which a cron library can say too: one expression for the start and one for the stop. */
const zonesOfOffices = ['UTC', 'Asia/Seoul', 'America/New_York', 'Europe/London', 'Australia/Sydney']
const office = { days: 'mon-fri', from: '08:00', until: '20:00' }
const expressions = ['0 0 8 * * 1-5', '0 0 20 * * 1-5']

const crons: Readonly<Record<string, (expression: string, zone: string) => number[]>> = {
  croner: (expression, timezone) => {
    const cron = new Cron(expression, { timezone })
    const found: number[] = []
    for (let at = cron.nextRun(year[0]); at && at <= year[1]; at = cron.nextRun(at)) found.push(at.getTime())
    return found
  },
  'cron-parser': (expression, tz) => {
    const cron = CronExpressionParser.parse(expression, { tz, currentDate: year[0] })
    const found: number[] = []
    for (let at = cron.next().getTime(); at <= year[1].getTime(); at = cron.next().getTime()) found.push(at)
    return found
  },
}

const compareSpeed = (report: (text: string) => void): BenchRow[] => {
  report(`office hours of a year in ${zonesOfOffices.length} zones, beside cron libraries`)
  const calendars = zonesOfOffices.map((zone) => calendarOf({ zone, rules: [office] }))
  const ours = () => calendars.map((calendar) => momentsBetween(calendar, ...year).map(({ at }) => at.getTime()))
  const took = seconds(() => {
    ours()
  })
  return Object.entries(crons).map(([name, firings]): BenchRow => {
    const theirs = () =>
      zonesOfOffices.map((zone) =>
        expressions.flatMap((expression) => firings(expression, zone)).sort((one, other) => one - other),
      )
    if (JSON.stringify(theirs()) !== JSON.stringify(ours()))
      throw new Error(`${name} finds other moments of office hours`)
    const other = seconds(() => {
      theirs()
    })
    return {
      what: `office hours of a year, beside ${name}`,
      ours: `${((took * 1_000) / calendars.length).toFixed(2)} ms`,
      reference: `${((other * 1_000) / calendars.length).toFixed(2)} ms ${name}`,
      ratio: other / took,
      mark: 'as fast',
      met: other >= took,
    }
  })
}

/** Calendars for each zone whose clocks change, and one for each of the others. */
const perZone = 2

const checkAll = (report: (text: string) => void, zones: readonly string[]): BenchRow => {
  const drawnZones = zones.flatMap((zone) =>
    Array.from({ length: changes(zone, from, until) ? perZone : 1 }, (_, index) => ({ zone, index })),
  )
  report(`${drawnZones.length} random calendars in ${zones.length} zones over three years, against a slow reading`)
  const wrong: string[] = []
  let right = 0
  for (const [place, { zone, index }] of drawnZones.entries())
    for (const config of drawn(zone, place * perZone + index))
      try {
        right += compareCalendar(config, from, until)
      } catch (error) {
        wrong.push(String(error))
      }
  for (const each of wrong) report(each)
  return {
    what: `calendars, ${zones.length} zones × 3 years`,
    ours: `${wrong.length} of ${drawnZones.length} calendars wrong (${right.toLocaleString('en')} moments)`,
    mark: '0',
    met: wrong.length === 0,
  }
}

export const run: Bench['run'] = async (report) => {
  const zones = Intl.supportedValuesOf('timeZone')
  return [measureYear(report, zones), ...compareSpeed(report), checkAll(report, zones)]
}
