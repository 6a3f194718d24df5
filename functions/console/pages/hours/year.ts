import { type CalendarYear, yearOfHours } from '../../../../api/hours/year.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import type { CalendarDay } from '../../../../shared/calendar/index.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { type Html, html } from '../../view/html.ts'
import { linkRow } from '../../view/links.ts'
import { table } from '../../view/table.ts'
import { numberText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'
import { yearPath } from './paths.ts'

const cell = { width: 26, height: 26 } as const
const head = 16

const locales = { en: 'en-GB', ko: 'ko-KR' } as const

/** Minutes after midnight of what clocks show. */
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

const kindOf = ({ stretches }: CalendarDay, { reader }: Asked): string => {
  const say = hoursWords[reader.language]
  const parts = stretches.flatMap(({ from, until, state }) => {
    if (state === 'stopped') return []
    const words = from === '00:00' && until === '24:00' ? say.allDay : `${from}–${until}`
    return [state === undefined ? `${words} ${say.asItIs}` : words]
  })
  return parts.length === 0 ? say.off : parts.join(', ')
}

const drawDay = (asked: Asked, day: CalendarDay, column: number, row: number): Html => {
  const [left, top] = [column * cell.width + 2, row * cell.height + head]
  const width = cell.width - 4
  const holiday = day.holiday === undefined ? '' : `, ${day.holiday}`
  return html`<g><title>${day.date}${holiday}: ${kindOf(day, asked)}</title><text x="${left + width / 2}" y="${top + 11}" class="${day.holiday === undefined ? 'date' : 'date holiday'}">${Number(day.date.slice(8))}</text><rect x="${left}" y="${top + 15}" width="${width}" height="6" class="base"/>${day.stretches.map(
    ({ from, until, state }) =>
      state === 'stopped'
        ? undefined
        : html`<rect x="${left + (minutesOf(from) / 1_440) * width}" y="${top + 15}" width="${Math.max(0.5, ((minutesOf(until) - minutesOf(from)) / 1_440) * width)}" height="6" class="${state === undefined ? 'as-is' : 'on'}"/>`,
  )}</g>`
}

/** A week begins on Monday. */
const columnOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7

const month = (asked: Asked, index: number, days: readonly CalendarDay[]): Html => {
  const { language } = asked.reader
  const say = hoursWords[language]
  const [first] = days
  if (!first) return html``
  const at = new Date(`${first.date}T00:00:00Z`)
  const name = new Intl.DateTimeFormat(locales[language], { month: 'long', timeZone: 'UTC' }).format(at)
  const start = columnOf(first.date)
  const rows = Math.ceil((start + days.length) / 7)
  const names = Array.from({ length: 7 }, (_, day) =>
    new Intl.DateTimeFormat(locales[language], { weekday: 'narrow', timeZone: 'UTC' }).format(
      new Date(Date.UTC(2026, 5, 1 + day)),
    ),
  )
  return html`<figure class="month"><figcaption>${name}</figcaption><svg viewBox="0 0 ${7 * cell.width} ${rows * cell.height + head}" role="img" aria-label="${say.yearLabel(name)}" focusable="false" data-month="${index + 1}">${names.map(
    (each, day) => html`<text x="${day * cell.width + cell.width / 2}" y="10" class="weekday">${each}</text>`,
  )}${days.map((day, number) => drawDay(asked, day, (start + number) % 7, Math.floor((start + number) / 7)))}</svg></figure>`
}

const kindsTable = (asked: Asked, days: readonly CalendarDay[]): Html => {
  const say = hoursWords[asked.reader.language]
  const counts = [...Map.groupBy(days, (day) => kindOf(day, asked))].sort(
    ([, one], [, other]) => other.length - one.length,
  )
  return html`<section><h2>${say.kinds}</h2>${table(
    say.kinds,
    [],
    counts.map(([kind, each]) => html`<tr><th scope="row">${kind}</th><td>${say.kindDays(each.length)}</td></tr>`),
  )}</section>`
}

const listed = (title: string, rows: readonly (readonly [string, string])[]): Html | undefined =>
  rows.length === 0
    ? undefined
    : html`<section><h2>${title}</h2><ul class="columns">${rows.map(([date, name]) => html`<li><time datetime="${date}">${date}</time> <bdi>${name}</bdi></li>`)}</ul></section>`

const bodyOf = (asked: Asked, { calendar, zone, year, days }: CalendarYear): Html => {
  const { reader, at } = asked
  const say = hoursWords[reader.language]
  const all = days.reduce((sum, { hours }) => sum + hours, 0)
  const running = days.reduce((sum, day) => sum + day.running, 0)
  const share = `${numberText(reader, (100 * running) / all)} %`
  return html`${linkRow('spans', say.calendar, [
    { label: say.lastYear, address: at(yearPath(calendar), { year: String(year - 1) }) },
    { label: say.nextYear, address: at(yearPath(calendar), { year: String(year + 1) }) },
  ])}
<p>${say.yearSum(numberText(reader, running, 1), numberText(reader, all), share)} <span class="soft"><bdi>${zone}</bdi></span></p>
<div class="year">${Array.from({ length: 12 }, (_, index) =>
    month(
      asked,
      index,
      days.filter(({ date }) => Number(date.slice(5, 7)) === index + 1),
    ),
  )}</div>
${kindsTable(asked, days)}
${listed(
  say.holidays,
  days.flatMap(({ date, holiday }) => (holiday === undefined ? [] : [[date, holiday] as const])),
)}
${listed(
  say.clocks,
  days.flatMap(({ date, hours }) => (hours === 24 ? [] : [[date, say.hoursOfDay(hours)] as const])),
)}`
}

const yearIn = ({ query, reader }: Asked): number | undefined => {
  const text = query('year')
  if (text === undefined) return undefined
  if (!/^\d{4}$/.test(text) || Number(text) < 1970)
    throw new PageError(400, hoursWords[reader.language].notAYear(text.slice(0, 20)))
  return Number(text)
}

/** A year of one calendar, month by month: the hours of each day for which on is wanted. */
export const showYear: Show = async (asked) => {
  const { deployment, param, reader } = asked
  const say = hoursWords[reader.language]
  const name = param('calendar')
  if (!Object.hasOwn(deployment.config.hours?.calendars ?? {}, name)) throw new PageError(404, say.noCalendar(name))
  const year = yearIn(asked)
  const [found] = await yearOfHours(deployment, { target: name, ...(year === undefined ? {} : { year }) })
  if (!found) throw new UsageError(say.noCalendar(name))
  return {
    title: say.yearOf(name, found.year),
    above: [{ path: '/hours', title: say.title }],
    refreshSeconds: 0,
    body: bodyOf(asked, found),
  }
}
