import * as z from 'zod'
import { kinds } from '../../../functions/hours/targets/index.ts'
import * as values from '../values.ts'
import { durationSchema, nameSchema } from '../values.ts'
import { calendarSchema } from './calendar-schema.ts'

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
  /** Responder or rotation that gets an email on the first of each month (UTC): what was saved in the month before. Default: nobody. */
  report: z.strictObject({ to: z.string('the name of a responder or a rotation') }).optional(),
})

export type HoursConfig = z.output<typeof hoursSchema>
export type TargetConfig = z.output<typeof targetSchema>
