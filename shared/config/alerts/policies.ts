import * as z from 'zod'
import { durationFrom, scheduleSchema, zoneSchema } from '../values.ts'
import { seriesShape } from './alarms.ts'
import { policyDefaults, severities } from './defaults.ts'
import { endsAfterItBegins, periodShape } from './people.ts'

/** What a rule is about: every condition given must hold. `*` stands for any characters. */
export const matchSchema = z
  .strictObject({
    /** Name of the alarm, or what a signal is about (`job/nightly-*`). */
    alarm: z.string('the name of an alarm, in which * stands for any characters').min(1).optional(),
    /** Namespace of its metric, such as `AWS/RDS`. */
    namespace: z.string('a metric namespace such as AWS/RDS').min(1).optional(),
    /** Tags of the alarm. */
    tags: z.record(z.string().min(1), z.string("a tag's value")).optional(),
  })
  .refine((match) => Object.keys(match).length > 0, 'at least one of alarm, namespace and tags')

export const policySchema = z.strictObject({
  /** Who is notified, one step after the other, until somebody acknowledges. */
  steps: z
    .array(
      z.strictObject({
        /** Rotations and responders, by name; all of them at once. */
        notify: z.array(z.string('the name of a rotation or a responder')).min(1).max(15),
        /** How long to wait for an acknowledgement before the next step. Default `'10 minutes'`. */
        wait: durationFrom('10 seconds', '7 days').default(policyDefaults.wait),
      }),
    )
    .min(1)
    .max(20),
  /** How often to go through the steps again when nobody has acknowledged. Default 1. */
  repeat: z.int().min(0).max(20).default(policyDefaults.repeat),
  /** After that, how often to remind the last step's people while it lasts. Default `'1 hour'`. */
  remindEvery: durationFrom('5 minutes', '30 days').default(policyDefaults.remindEvery),
  /** How many people must acknowledge before the steps stop. A hand-over, a take-over and a snooze count for all of them. Default 1. */
  acknowledgements: z.int().min(1).max(10).optional(),
  /** For how long an acknowledgement keeps it quiet; if it lasts then, the last step is taken again. Default `'4 hours'`. */
  acknowledgedFor: durationFrom('1 minute', '30 days').optional(),
})

export const routeSchema = z
  .strictObject({
    match: matchSchema,
    /** Policy, or rotation, that it goes to. Default: `onCall`. */
    to: z.string('the name of a policy or a rotation').optional(),
    /** `critical` always comes at once, `warning` respects quiet hours, `info` comes by what wakes nobody: email, webhook. Default `'critical'`. */
    severity: z.enum(severities).optional(),
  })
  .refine(({ to, severity }) => to !== undefined || severity !== undefined, 'at least one of to and severity')

const silenceShape = {
  match: matchSchema,
  /** Why, for anyone who wonders. */
  reason: z.string('a reason of 1 to 200 characters').min(1).max(200),
}

/** A maintenance window: once, or again and again. */
export const silenceSchema = z.union([
  z.strictObject({ ...silenceShape, ...periodShape }).refine(endsAfterItBegins, 'an until after from'),
  z.strictObject({
    ...silenceShape,
    /** `cron(…)` in EventBridge's six fields: when it begins. */
    schedule: scheduleSchema,
    /** IANA zone of the schedule. Default `'UTC'`. */
    zone: zoneSchema.default('UTC'),
    /** How long it lasts. */
    lasts: durationFrom('1 minute', '30 days'),
  }),
])

export const inhibitionSchema = z.strictObject({
  /** While an incident of this is open … */
  when: matchSchema,
  /** … these page nobody. */
  mute: matchSchema,
})

export const heartbeatSchema = z.strictObject({
  /**
   * A metric that gets a value, whichever, whenever it lives: nothing has to check in. Default: none, and it checks in at an
   * address of its own.
   */
  metric: z.strictObject(seriesShape).optional(),
  /** How often something promises to check in. */
  every: durationFrom('1 minute', '366 days'),
  /** How late it may be. Default `'5 minutes'`. */
  grace: durationFrom('1 minute', '30 days').default('5 minutes'),
})

export type Severity = (typeof severities)[number]
export type Match = z.output<typeof matchSchema>
export type Policy = z.output<typeof policySchema>
export type Route = z.output<typeof routeSchema>
export type Silence = z.output<typeof silenceSchema>
export type Inhibition = z.output<typeof inhibitionSchema>
export type Heartbeat = z.output<typeof heartbeatSchema>
