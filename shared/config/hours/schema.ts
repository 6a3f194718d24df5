import * as z from 'zod'
import { kinds } from '../../../functions/hours/targets/index.ts'
import { localInstant } from '../../calendar/index.ts'
import { readMonthDays, readMonths, readTime, readWeekdays } from '../../calendar/words.ts'
import { offerCountry } from '../offers/countries.ts'
import { offerDays, offerMonths } from '../offers/days.ts'
import { offerDate, offerTimeOfDay } from '../offers/times.ts'
import * as values from '../values.ts'
import { dateSchema, durationSchema, expected, nameSchema, zoneSchema } from '../values.ts'

/** Whether a reader takes a value, and what it expects where it does not. */
const refusal = (read: () => unknown): string | undefined => {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

const isReadable = (read: () => unknown): boolean => refusal(read) === undefined

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

/** What a target runs for, or a moment at which it is started or stopped. */
export const ruleSchema = z.union([
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
])

const holidaysSchema = z.union([
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
])

const localTimeSchema = z.string().refine((text) => isReadable(() => localInstant(text, 'UTC')), {
  error: expected("a local time in the calendar's zone such as 2026-12-24T18:00", (value) => {
    const date = offerDate(value)
    return date && `${date}T00:00`
  }),
})

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
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'an until after from' })
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

const kit = { ...values, z }

/** Keys of a target of which it has exactly one. */
export const kindNames = Object.keys(kinds) as readonly (keyof typeof kinds)[]

/** Each kind of target says its own part of the config, in its own file. */
const kindSchemas = Object.fromEntries(kindNames.map((kind) => [kind, kinds[kind].schema(kit).optional()])) as {
  [Kind in keyof typeof kinds]: z.ZodOptional<ReturnType<(typeof kinds)[Kind]['schema']>>
}

export const targetSchema = z.strictObject({
  /** Short name of this entry: what `after` refers to. */
  name: nameSchema,
  /** What it is: the key of one kind, with ids, names or a tag in the words of that kind. */
  ...kindSchemas,
  /** Name of the calendar. Default: the value of the tag by which a target is found. */
  calendar: z.string('the name of a calendar').optional(),
  /** Names of entries whose targets must run before these are started; these are stopped before those. Default none. */
  after: z.array(z.string('the name of another entry')).default([]),
  /** Whether what a person starts or stops by hand is put right at the next look. Default false: it stays until the next moment. */
  enforce: z.boolean().default(false),
  /** How many targets a tag was meant for, as `nightshift hours plan` shows it. Until it is there nothing is done to what a tag finds. */
  confirmed: z.int().min(0).optional(),
  /** For how long after a proven start its alarms are still held. Default `'5 minutes'`. */
  grace: durationSchema.default('5 minutes'),
  /** Alarms that are held while it is off, beside those with a dimension that names it. Default none. */
  alarms: z.array(z.string("an alarm's name").min(1)).default([]),
  /** In which time a start, and a stop, must come true. Default: what AWS takes for its kind. */
  within: z.strictObject({ start: durationSchema.optional(), stop: durationSchema.optional() }).default({}),
  /** Policy, or rotation, that is notified when a start or a stop fails. Default: `alerts.onCall`. */
  policy: z.string('the name of a policy or a rotation').optional(),
})

export const hoursSchema = z.strictObject({
  /** When things run, by name. */
  calendars: z.record(nameSchema, calendarSchema),
  /** What is switched on and off by them. */
  targets: z.array(targetSchema).default([]),
  /**
   * US dollars an hour, by item, such as `{ 'rds:postgres:db.t4g.micro': 0.021 }`, in place of those of the project's dated list: your region's,
   * your discounts. Default: the list.
   */
  prices: z.record(z.string(), z.number().min(0)).default({}),
})

export type HoursConfig = z.output<typeof hoursSchema>
export type TargetConfig = z.output<typeof targetSchema>
