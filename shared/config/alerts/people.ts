import * as z from 'zod'
import { languages } from '../../language.ts'
import { offerDuration } from '../offers/durations.ts'
import { dateSchema, durationFrom, expected, instantSchema, timeOfDaySchema, zoneSchema } from '../values.ts'
import { severities } from './defaults.ts'

const responderName = z.string("a responder's name")

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Part of a day, in somebody's zone. `until` before `from` means the next morning. */
const hoursSchema = z
  .strictObject({ from: timeOfDaySchema, until: timeOfDaySchema })
  .refine(({ from, until }) => from !== until, 'a from that is not until')

/** By which channel somebody is notified of what, and how long after the step has called them. */
const ruleSchema = (channels: readonly string[]) =>
  z.strictObject({
    /** Name of a channel that the responder has a contact for. */
    channel: z.enum(channels),
    /** How long it waits for an acknowledgement first. Default: not at all. */
    after: durationFrom('10 seconds', '1 day').optional(),
    /** What it is for. Default: everything, but `info` only by a channel that wakes nobody. */
    severity: z.array(z.enum(severities)).min(1).optional(),
  })

type Optional<Schemas> = {
  readonly [Key in keyof Schemas]: Schemas[Key] extends z.ZodType ? z.ZodOptional<Schemas[Key]> : never
}

const listText = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What a responder is, with the contacts that the channels ask for. */
export const responderWith = <Contacts extends Readonly<Record<string, z.ZodType>>>(contacts: Contacts) => {
  const names = Object.keys(contacts)
  const optional = Object.fromEntries(Object.entries(contacts).map(([name, schema]) => [name, schema.optional()]))
  return z
    .strictObject({
      ...(optional as Optional<Contacts>),
      /** Language of messages and pages. Default `'en'`. */
      language: z.enum(languages).default('en'),
      /** The person's own IANA zone: times in messages, and quiet hours. Default `'UTC'`. */
      zone: zoneSchema.default('UTC'),
      /** Hours in which only what is critical comes; the rest waits for the end of them. Default: none. */
      quietHours: hoursSchema.optional(),
      /**
       * By which channels the person is notified, and after how long each. A step's wait does not wait for them, and what is acknowledged by then is not sent.
       * Default: by all at once; the same for a severity that no rule is for.
       */
      deliver: z.array(ruleSchema(names)).min(1).max(20).optional(),
    })
    .refine(
      (responder) => names.some((name) => (responder as Readonly<Record<string, unknown>>)[name] !== undefined),
      `at least one of ${listText(names)}`,
    )
}

const offerTurn = (value: unknown): string | undefined => {
  const word = String(value).trim().toLowerCase()
  if (/^(weekly|weeks?|1 weeks?)$/.test(word)) return 'week'
  if (/^(daily|days?)$/.test(word)) return 'day'
  if (/^(monthly|months?|1 months?)$/.test(word)) return 'month'
  if (/^quarter(ly)?$/.test(word)) return '3 months'
  const duration = offerDuration(value)
  return duration !== undefined && duration !== value && isTurn(duration) ? duration : undefined
}

const isTurn = (every: string): boolean => {
  const [, count, unit] = /^([1-9]\d{0,5}) (hour|day|month)s?$/.exec(every) ?? []
  if (unit === 'month') return Number(count) <= 12
  const days = Number(count) / (unit === 'hour' ? 24 : 1)
  return every === 'day' || every === 'week' || every === 'month' || days <= 366
}

/** A turn of more than a year, counted in hours or days, is a slip of the finger. */
const everySchema = z.string().refine(isTurn, {
  error: expected("'day', 'week', 'month', or hours, days or months such as '12 hours', at most '366 days'", offerTurn),
})

export const layerSchema = z.strictObject({
  /**
   * Its people shadow whoever is on call: they get all that those get, and are never counted, neither as on call nor by what they acknowledge. Default
   * false.
   */
  shadow: z.literal(true).optional(),
  /** IANA zone in which times and dates of this layer are meant. */
  zone: zoneSchema,
  /**
   * Length of a turn: `'day'`, `'week'`, `'month'`, or months, days or hours such as `'2 months'`, `'3 days'`, `'12 hours'`. Months change on the day of `from`,
   * or on the last day of a month that has no such day. Default `'week'`.
   */
  every: everySchema.default('week'),
  /** Date of the first handoff; with `every: 'week'` its weekday is the weekday of every handoff. */
  from: dateSchema,
  /** Local time of the handoff. Default `'09:00'`. */
  at: timeOfDaySchema.default('09:00'),
  /** Whose turn it is, in order; after the last comes the first again. */
  responders: z.array(responderName).min(1),
  /** The layer counts only then. Default: always. */
  only: z
    .strictObject({
      /** Weekdays on which the hours begin. Default: all. */
      days: z.array(z.enum(weekdays)).min(1).optional(),
      /** Hours of those days. Default: the whole day. */
      hours: hoursSchema.optional(),
    })
    .optional(),
})

/** One layer, or several of which the last one that counts at a moment decides. */
export const rotationSchema = z.union([
  layerSchema.refine(
    ({ shadow }) => shadow === undefined,
    'a layer that is on call: shadow is for one of several layers',
  ),
  z.strictObject({
    layers: z
      .array(layerSchema)
      .min(1)
      .refine((layers) => layers.some(({ shadow }) => shadow === undefined), 'at least one layer that is no shadow'),
  }),
])

/** Until comes after from. */
export const periodShape = {
  /** Instant with its zone, such as `2026-12-24T09:00:00+09:00`. */
  from: instantSchema,
  /** Instant with its zone. */
  until: instantSchema,
} as const

export const endsAfterItBegins = ({ from, until }: { readonly from: string; readonly until: string }): boolean =>
  Date.parse(from) < Date.parse(until)

const isYearAtMost = ({ from, until }: { readonly from: string; readonly until: string }): boolean =>
  !(Date.parse(until) - Date.parse(from) > 366 * 86_400_000)

export const overrideSchema = z
  .strictObject({
    /** The rotation that is overridden. */
    rotation: z.string('the name of a rotation'),
    ...periodShape,
    /** Who has it instead. */
    responder: responderName,
    /** Only where it would have been this person's turn. Default: whoever it would have been. */
    instead: responderName.optional(),
  })
  .refine(endsAfterItBegins, 'an until after from')
  // The work of walking through an override grows with its length.
  .refine(isYearAtMost, 'an until at most a year after from; put what lasts longer in the rotation')

export type Layer = z.output<typeof layerSchema>
export type Rotation = z.output<typeof rotationSchema>
export type Override = z.output<typeof overrideSchema>
export type Weekday = (typeof weekdays)[number]
