import type { Language } from '../../../shared/language.ts'
import { type Html, html } from './html.ts'
import type { Reader } from './reader.ts'

const locales = { en: 'en-GB', ko: 'ko-KR' } as const

const forms = {
  /** `02:30` */
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  /** `02:30:12` */
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  /** `Mon 30 Nov` */
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  /** `Mon 30` */
  date: { weekday: 'short', day: 'numeric' },
  /** `Mon 30 Nov, 02:30` */
  both: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  /** `30 November 2026, 02:30:12`, with the zone */
  full: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type TimeForm = keyof typeof forms

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one takes a tenth of a millisecond, and a page has hundreds of times. */
const formatOf = (language: Language, zone: string, form: TimeForm): Intl.DateTimeFormat => {
  const name = `${language} ${zone} ${form}`
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locales[language], { ...forms[form], timeZone: zone })
  // Zones that strangers name must not fill the memory.
  if (formats.size > 500) formats.clear()
  formats.set(name, format)
  return format
}

/** A time as text in the reader's zone; what is no instant is given back as it is. */
export const timeText = ({ language, zone }: Reader, at: string | Date, form: TimeForm = 'both'): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : formatOf(language, zone, form).format(date)
}

/** A time in the reader's zone, and in full with UTC where the pointer rests on it. */
export const time = (reader: Reader, at: string | Date, form: TimeForm = 'both'): Html => {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return html`${String(at)}`
  const others = [reader.zone, ...(reader.zone === 'UTC' ? [] : ['UTC'])]
  const full = others.map((zone) => formatOf(reader.language, zone, 'full').format(date)).join(' · ')
  return html`<time datetime="${date.toISOString()}" title="${full}">${timeText(reader, date, form)}</time>`
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

const unitFormats = new Map<string, Intl.NumberFormat>()

const unitFormat = (language: Language, unit: string): Intl.NumberFormat => {
  const name = `${language} ${unit}`
  const format =
    unitFormats.get(name) ?? new Intl.NumberFormat(locales[language], { style: 'unit', unit, unitDisplay: 'long' })
  unitFormats.set(name, format)
  return format
}

/** How long something took, in its largest unit and the one below where that says more: `3 minutes`, `1 hour 20 minutes`. */
export const durationText = ({ language }: Pick<Reader, 'language'>, seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const index = Math.max(
    0,
    units.findIndex(([, size]) => whole >= size),
  )
  const [unit, size] = whole < 1 ? (['second', 1] as const) : (units[index] ?? ['second', 1])
  const count = Math.floor(whole / size)
  const [below, belowSize] = units[index + 1] ?? ['second', 1]
  const rest = unit === 'second' || count >= 10 ? 0 : Math.floor((whole - count * size) / belowSize)
  const said = (number: number, name: string): string => unitFormat(language, name).format(number)
  return rest > 0 ? `${said(count, unit)} ${said(rest, below)}` : said(count, unit)
}

/** `12 minutes ago`, in the largest whole unit. */
export const agoText = ({ language }: Pick<Reader, 'language'>, at: string | Date, now: Date): string => {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1_000
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(locales[language]).format(-Math.trunc(seconds / size), unit)
}

/** A number as the language writes it: `12,480`. */
export const numberText = ({ language }: Pick<Reader, 'language'>, value: number, digits = 0): string =>
  new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value)
