import { areSame, viewOf } from './seek.ts'
import type { Spans } from './spans.ts'

const zero = 48
const minuteText = 17
const [dash, colon, dot] = [45, 58, 46]

/** Two digits, or -1. */
const twoDigits = (bytes: Buffer, at: number): number => {
  const tens = (bytes[at] ?? 0) - zero
  const ones = (bytes[at + 1] ?? 0) - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/** Milliseconds of `.123456`, which may lack, or -1. */
const fractionAt = (bytes: Buffer, from: number, to: number): number => {
  if (from === to) return 0
  if (bytes[from] !== dot || to - from === 1) return -1
  let fraction = 0
  let unit = 100
  for (let at = from + 1; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - zero
    if (digit < 0 || digit > 9) return -1
    fraction += digit * unit
    unit = unit === 1 ? 0 : unit / 10
  }
  return fraction
}

/** Minutes since 1970 at the beginning of `2026-11-30`, or -1. */
const dayAt = (bytes: Buffer, at: number): number => {
  const [century, years, month, day] = [
    twoDigits(bytes, at),
    twoDigits(bytes, at + 2),
    twoDigits(bytes, at + 5),
    twoDigits(bytes, at + 8),
  ]
  if (century < 19 || years < 0 || month < 1 || day < 1 || bytes[at + 4] !== dash || bytes[at + 7] !== dash) return -1
  const time = new Date(Date.UTC(century * 100 + years, month - 1, day))
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day && time.getTime() >= 0
    ? time.getTime() / 60_000
    : -1
}

/** Reads times of lines, most of which are of the same minute as the line before. */
export interface Clock {
  /**
   * Reads `2026-11-30` and `08:04:11`, with a fraction or not, into the spans' minute and milliseconds; the minute is -1 where that is not a
   * time.
   */
  readonly read: (bytes: Buffer, dateAt: number, timeAt: number, timeTo: number, spans: Spans) => void
  /**
   * Reads the 19 bytes of a date and a time, with one byte between them, where they are of the minute that was read last in this form, and
   * another byte of that kind stands behind them. @returns whether that was so
   */
  readonly readSame: (bytes: Buffer, from: number, to: number, delimiter: number, spans: Spans) => boolean
}

export const makeClock = (): Clock => {
  const lastDate = Buffer.alloc(10)
  let lastDay = -1
  /** `2026-11-30T08:04:`, whatever stands between, and its minute. */
  const lastText = Buffer.alloc(minuteText)
  const lastView = viewOf(lastText)
  let lastMinute = -1

  const isSame = (bytes: Buffer, from: number): boolean =>
    lastMinute >= 0 && areSame(viewOf(bytes), from, lastView, 0, minuteText)

  /** The day is worked out once for all lines of it. */
  const readNew = (bytes: Buffer, dateAt: number, timeAt: number, timeTo: number, spans: Spans): void => {
    let same = 0
    while (same < 10 && bytes[dateAt + same] === lastDate[same]) same += 1
    if (same < 10) {
      lastDay = dayAt(bytes, dateAt)
      bytes.copy(lastDate, 0, dateAt, dateAt + 10)
    }
    if (lastDay < 0 || timeTo - timeAt < 8) return
    const [hours, minutes, seconds] = [
      twoDigits(bytes, timeAt),
      twoDigits(bytes, timeAt + 3),
      twoDigits(bytes, timeAt + 6),
    ]
    if (bytes[timeAt + 2] !== colon || bytes[timeAt + 5] !== colon) return
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return
    const fraction = fractionAt(bytes, timeAt + 8, timeTo)
    if (fraction < 0) return
    spans.minute = lastDay + hours * 60 + minutes
    spans.ms = seconds * 1_000 + fraction
    if (timeAt !== dateAt + 11) return
    bytes.copy(lastText, 0, dateAt, dateAt + minuteText)
    lastMinute = spans.minute
  }

  return {
    read: (bytes, dateAt, timeAt, timeTo, spans) => {
      spans.minute = -1
      if (timeAt !== dateAt + 11 || timeTo - timeAt < 8 || !isSame(bytes, dateAt)) {
        readNew(bytes, dateAt, timeAt, timeTo, spans)
        return
      }
      const seconds = twoDigits(bytes, timeAt + 6)
      const fraction = fractionAt(bytes, timeAt + 8, timeTo)
      if (seconds < 0 || seconds > 59 || fraction < 0) return
      spans.minute = lastMinute
      spans.ms = seconds * 1_000 + fraction
    },
    readSame: (bytes, from, to, delimiter, spans) => {
      if (to - from <= 19 || bytes[from + 10] !== delimiter || bytes[from + 19] !== delimiter) return false
      const seconds = twoDigits(bytes, from + 17)
      if (seconds < 0 || seconds > 59 || !isSame(bytes, from)) return false
      spans.minute = lastMinute
      spans.ms = seconds * 1_000
      return true
    },
  }
}

/** Puts milliseconds since 1970 into the spans. */
export const setEpoch = (ms: number, spans: Spans): void => {
  const minute = Math.floor(ms / 60_000)
  spans.minute = ms >= 0 && minute < 2 ** 30 ? minute : -1
  spans.ms = Math.floor(ms - minute * 60_000)
}

/** Reads a number of milliseconds or seconds since 1970, with a fraction or not. */
export const readEpoch = (bytes: Buffer, from: number, to: number, unit: 's' | 'ms', spans: Spans): void => {
  spans.minute = -1
  let whole = 0
  let at = from
  for (; at < to && bytes[at] !== dot; at += 1) {
    const digit = (bytes[at] ?? 0) - zero
    if (digit < 0 || digit > 9) return
    whole = whole * 10 + digit
  }
  const digits = at - from
  if (digits < 9 || digits > 14 || to === at + 1) return
  let fraction = 0
  let weight = 100
  for (at += 1; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - zero
    if (digit < 0 || digit > 9) return
    fraction += digit * weight
    weight = weight === 1 ? 0 : weight / 10
  }
  // Seconds have ten digits until the year 2286; twelve and more are milliseconds, whatever they are called.
  setEpoch(unit === 'ms' || whole >= 1e11 ? whole : whole * 1_000 + fraction, spans)
}
