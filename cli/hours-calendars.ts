import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type CalendarYear, configText, importInstanceScheduler } from '../api/hours.ts'
import { UsageError } from '../api/usage-error.ts'
import { type JsonOption, jsonOption } from './options.ts'

type Day = CalendarYear['days'][number]

const marks = { off: '·', part: '▄', on: '█', holiday: 'H' } as const

const markOf = ({ holiday, running, hours }: Day): string => {
  if (running === hours) return marks.on
  if (running > 0) return marks.part
  return holiday === undefined ? marks.off : marks.holiday
}

const monthLine = (month: string, days: readonly Day[]): string => {
  const running = days.reduce((sum, day) => sum + day.running, 0)
  const all = days.reduce((sum, day) => sum + day.hours, 0)
  return `  ${month}  ${days.map(markOf).join('').padEnd(31)}  ${String(Math.round(running)).padStart(3)} of ${Math.round(all)} hours`
}

/** A year as a calendar: a line a month, a mark a day. */
export const yearText = ({ calendar, zone, days }: CalendarYear): string => {
  const months = [...new Set(days.map(({ date }) => date.slice(0, 7)))]
  return [
    `${calendar} (${zone}): ${marks.on} on all day, ${marks.part} part of it, ${marks.off} off, ${marks.holiday} off for a holiday`,
    ...months.map((month) =>
      monthLine(
        month,
        days.filter(({ date }) => date.startsWith(month)),
      ),
    ),
  ].join('\n')
}

/** What `--year` takes: a year that calendars are made for. */
export const yearOption = (text: string): number => {
  const year = Number(text)
  if (!/^\d{4}$/.test(text) || year < 1970 || year > 2200)
    throw new UsageError(`"${text}" is not a year, such as 2027.`)
  return year
}

export const printYears = (years: readonly CalendarYear[], json: boolean): void => {
  if (json)
    console.log(
      JSON.stringify(
        years.flatMap(({ calendar, days }) => days.map((day) => ({ calendar, ...day }))),
        undefined,
        2,
      ),
    )
  else console.log(years.map(yearText).join('\n\n'))
}

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** `nightshift hours import`: Instance Scheduler's schedules as a config. It needs no deployment. */
export const registerImport = (hours: Command): void => {
  hours
    .command('import <file...>')
    .description("Instance Scheduler's periods, schedules and tags as calendars, and what has no equal; files of JSON")
    .option('--tag <key>', 'the tag that names a schedule', 'Schedule')
    .option(...jsonOption)
    .action((files: string[], _: JsonOption, self: Command) => {
      const { json = false, tag } = self.optsWithGlobals<JsonOption & { tag: string }>()
      const imported = importInstanceScheduler(files.map(readJson), tag)
      if (Object.keys(imported.calendars).length === 0 && imported.notes.length === 0)
        throw new UsageError('No period and no schedule of Instance Scheduler is in there.')
      console.log(json ? JSON.stringify([imported], undefined, 2) : configText(imported))
    })
}
