import * as z from 'zod'
import { localInstant } from '../../calendar/index.ts'
import { readMonthDays, readMonths, readTime, readWeekdays } from '../../calendar/words.ts'
import { offerCountry } from '../offers/countries.ts'
import { offerDays, offerMonths } from '../offers/days.ts'
import { offerDate, offerTimeOfDay } from '../offers/times.ts'
import { dateSchema, expected, zoneSchema } from '../values.ts'

/** Whether a reader takes a value. */
const isReadable = (read: () => unknown): boolean => {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Weekdays: `'mon-fri'`, `'fri-mon'`, `'thu#1'`, `'fri#last'`, or a list of these. */
const daysSchema = z
  .union([z.string(), z.array(z.string())], 'weekdays such as mon-fri, sat, thu#1 or fri#last, or a list of them')
  .refine((days) => isReadable(() => readWeekdays(days)), {
    error: expected(
      'weekdays such as mon-fri, fri-mon, sat, thu#1 (the first Thursday) or fri#last, or a list of them',
      offerDays,
    ),
  })

const monthDaysSchema = z
  .union([z.number(), z.string(), z.array(z.union([z.number(), z.string()]))])
  .refine(
    (days) => isReadable(() => readMonthDays(days)),
    "days of the month such as 1, '28-31' or 'last', or a list of them",
  )

const monthsSchema = z
  .union([z.string(), z.array(z.string())], 'months such as dec, jan-mar or nov-feb, or a list of them')
  .refine((months) => isReadable(() => readMonths(months)), {
    error: expected('months such as dec, jan-mar or nov-feb, or a list of them', offerMonths),
  })

const timeSchema = z.string().refine((time) => isReadable(() => readTime(time)), {
  error: expected('a time of day from 00:00 to 24:00', offerTimeOfDay),
})
const firstTimeSchema = z.string().refine((time) => time !== '24:00' && isReadable(() => readTime(time)), {
  error: expected('a time of day from 00:00 to 23:59', offerTimeOfDay),
})

const sizeShape = {
  /** Least size of an Auto Scaling group, or least count of a scaled ECS service, from then on. Default: its own. */
  min: z.int().min(0).optional(),
  /** How many instances or tasks are wanted from then on. Default: its own. */
  desired: z.int().min(1).optional(),
}

const fitsDesired = ({ min = 0, desired = min }: { min?: number | undefined; desired?: number | undefined }): boolean =>
  min <= desired

const dayShape = {
  /** Weekdays on which it begins: `'mon-fri'`, `'fri-mon'`, `'thu#1'`, `'fri#last'`, or a list. Default: all. */
  days: daysSchema.optional(),
  /** Days of the month on which it begins: `1`, `'28-31'`, `'last'`, or a list. With `days` too, both must hold. Default: all. */
  monthDays: monthDaysSchema.optional(),
  /** Months in which it begins: `'dec'`, `'nov-feb'`, or a list. Default: all. */
  months: monthsSchema.optional(),
}

const oneSided = "for what only starts write start: '08:00', for what only stops stop: '20:00'"

/** Keys of one rule that belong in two; a single wrong key is reported as such. */
const mixedText = ({ input }: { readonly input?: unknown }): string | undefined => {
  const has = (...keys: readonly string[]): boolean =>
    typeof input === 'object' && input !== null && keys.some((key) => Object.hasOwn(input, key))
  const [start, stop, range] = [has('start'), has('stop'), has('from', 'until')]
  if (range && (start || stop)) return 'either from and until, or start, or stop: each in a rule of its own'
  if (start && stop) return 'from and until for what runs between them, or a start and a stop in rules of their own'
  return stop && has('min', 'desired') ? 'a stop without min and desired: a size is of what runs' : undefined
}

const ruleBranches = [
  z
    .strictObject({
      ...dayShape,
      /** Local time at which it begins. Default `'00:00'`, with an until of `'24:00'`: the whole day. */
      from: firstTimeSchema.optional(),
      /** Local time at which it ends; before `from` it is the next morning. `'24:00'` is the end of the day. */
      until: timeSchema.optional(),
      ...sizeShape,
    })
    .refine(({ from, until }) => from === undefined || from !== until, {
      path: ['until'],
      error: 'an until that is not from; for a whole day leave out both',
    })
    .refine(({ from, until }) => from !== undefined || until === undefined, {
      path: ['from'],
      error: `a from beside until; ${oneSided}`,
    })
    .refine(({ from, until }) => until !== undefined || from === undefined, {
      path: ['until'],
      error: `an until beside from; ${oneSided}`,
    })
    .refine(fitsDesired, { path: ['min'], error: 'a min of at most desired' }),
  z
    .strictObject({
      ...dayShape,
      /** Local time at which it is started, and nothing else: no stop follows from it. */
      start: firstTimeSchema,
      ...sizeShape,
    })
    .refine(fitsDesired, { path: ['min'], error: 'a min of at most desired' }),
  z.strictObject({
    ...dayShape,
    /** Local time at which it is stopped, and nothing else: no start follows from it. */
    stop: timeSchema,
  }),
] as const

/** What a target runs for, or a moment at which it is started or stopped. */
export const ruleSchema = z.union(ruleBranches, { error: mixedText })

const holidaysSchema = z.union(
  [
    z.array(dateSchema),
    z.strictObject({
      /** Dates such as `2026-12-24`. Default none. */
      dates: z.array(dateSchema).default([]),
      /** Public holidays of a country, by its ISO 3166 code: `'KR'`. They are found for two years at each synthesis. Default none. */
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, { error: expected('a country by its two letters of ISO 3166, such as KR', offerCountry) })
        .optional(),
      /** State or region of the country: `'BY'`. Default: what the whole country has off. */
      region: z.string().min(1).optional(),
      /** Public holidays on which work goes on. Default none. */
      except: z.array(dateSchema).default([]),
    }),
  ],
  {
    error: ({ input }) =>
      typeof input === 'object' ? undefined : "dates such as ['2026-12-24'], or a country such as { country: 'KR' }",
  },
)

const isLocalTime = (text: string): boolean => isReadable(() => localInstant(text, 'UTC'))

/** A local time out of one with seconds or a blank, or out of a date. Of a time in another zone nobody knows which is meant. */
const offerLocalTime = (value: unknown): string | undefined => {
  const date = offerDate(value)
  if (date === undefined || /\d(z|[+-]\d\d:?\d\d)$/i.test(String(value))) return undefined
  const [time] = /\d{1,2}:\d\d/.exec(String(value)) ?? []
  return `${date}T${offerTimeOfDay(time) ?? '00:00'}`
}

const localTimeSchema = z.string().refine(isLocalTime, {
  error: expected("a local time in the calendar's zone such as 2026-12-24T18:00", offerLocalTime),
})

const sizeOfStopped = "a size only beside state: 'running'"

const overrideSchema = z
  .strictObject({
    /** Local time in the calendar's zone: `2026-12-24T18:00`. */
    from: localTimeSchema,
    /** Local time in the calendar's zone. */
    until: localTimeSchema,
    state: z.enum(['running', 'stopped']),
    ...sizeShape,
    /** Why, for anyone who wonders. */
    why: z.string('a reason of 1 to 200 characters').min(1).max(200),
  })
  .refine(({ from, until }) => from < until || ![from, until].every(isLocalTime), {
    path: ['until'],
    error: 'an until after from',
  })
  .refine(({ state, min }) => state === 'running' || min === undefined, { path: ['min'], error: sizeOfStopped })
  .refine(({ state, desired }) => state === 'running' || desired === undefined, {
    path: ['desired'],
    error: sizeOfStopped,
  })
  .refine(fitsDesired, { path: ['min'], error: 'a min of at most desired' })

export const calendarSchema = z.strictObject({
  /** IANA zone in which its dates and times are meant. */
  zone: zoneSchema,
  /** When its targets run. Ranges that touch are one; of sizes the last rule's counts. */
  rules: z.array(ruleSchema).min(1),
  /** Local dates on which nothing begins; what runs ends when it would. Default none. */
  holidays: holidaysSchema.optional(),
  /** Exceptions, which go before all rules. */
  overrides: z.array(overrideSchema).default([]),
})

export type CalendarInput = z.input<typeof calendarSchema>
export type CalendarConfig = z.output<typeof calendarSchema>
