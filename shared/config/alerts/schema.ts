import * as z from 'zod'
import { regionsAsOf, sendsSms, smsRegions } from '../regions.ts'
import { emailSchema, nameSchema } from '../values.ts'
import { alarmSchema } from './alarms.ts'
import { overrideSchema, responderSchema, rotationSchema } from './people.ts'
import { heartbeatSchema, inhibitionSchema, policySchema, routeSchema, silenceSchema } from './policies.ts'

/** Events of AWS that people mail themselves today; each becomes an alert. */
export const eventSources = [
  'pipelines',
  'builds',
  'deployments',
  'ecs-deployments',
  'rds',
  'health',
  'cloudtrail-insights',
  'root-sign-in',
] as const

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && new URL(text).origin === text && text.startsWith('https://')

export const alertsSchema = z.strictObject({
  /** Sender of alert emails, an identity that SES has verified, or `ssm('/name')`. Needed when a responder has an email. */
  emailFrom: emailSchema.optional(),
  /** The people who can be called, by a short name. */
  responders: z.record(nameSchema, responderSchema),
  /** Who takes turns, and when the turn changes. */
  rotations: z.record(nameSchema, rotationSchema),
  /** Dated exceptions: holiday cover, a swap (two of them). The last one that applies decides. */
  overrides: z.array(overrideSchema).default([]),
  /** Who is told in which order until somebody acknowledges. */
  policies: z.record(nameSchema, policySchema).default({}),
  /** The policy, or the rotation, that an alarm goes to when no route says otherwise. */
  onCall: z.string(),
  /** Which alarms go where, and how severe they are. The first that matches decides. */
  routes: z.array(routeSchema).default([]),
  /** Maintenance windows: what matches pages nobody until they end. */
  silences: z.array(silenceSchema).default([]),
  /** What need not be told while something larger is known to be wrong. */
  inhibits: z.array(inhibitionSchema).default([]),
  /** What promises to check in, by name; silence pages. `nightshift heartbeats` prints the addresses. */
  heartbeats: z.record(nameSchema, heartbeatSchema).default({}),
  /**
   * Responders told directly by an SNS topic when the alerting function itself fails. A contact of theirs that is an
   * `ssm(…)` must be a plain String: CloudFormation itself reads it, and cannot read a SecureString.
   */
  fallback: z.array(z.string()).min(1),
  /**
   * AWS region from which text messages are sent; sandbox, spending limit and numbers are that region's. Default: the
   * deployment's, or where SNS sends none from there, as from Seoul, the nearest that does (Tokyo).
   */
  smsRegion: z
    .string()
    .refine(sendsSms, `a region from which SNS sends text messages (as of ${regionsAsOf}): ${smsRegions.join(', ')}`)
    .optional(),
  /** US dollars that text messages may cost in a month; an alarm at 80 % of it, and email instead above it. Default: SNS's own limit alone. */
  smsBudget: z.number().positive().optional(),
  /** A short domain of your own in front of the acknowledgement page, such as `https://ns.example`. Default: the function's long address. */
  linkBase: z.string().refine(isOrigin, 'an https address without a path, such as https://ns.example').optional(),
  /**
   * At most so many calls of the acknowledgement page at once, set aside from the account's concurrency, so that a flood of them
   * takes no more. Default: none are set aside, because Lambda refuses it where fewer than 100 would be left for everything
   * else, as in a new account.
   */
  pageConcurrency: z.int().min(1).max(1_000).optional(),
  /** Take every alarm of the account and region, not only those that use the alarm topic. Default false. */
  allAlarms: z.boolean().default(false),
  /** Events of AWS to be alerted of. Default none. */
  events: z.array(z.enum(eventSources)).default([]),
  /** Alarms that Nightshift makes, by name. Any other alarm may use the alarm topic too. */
  alarms: z.record(nameSchema, alarmSchema).default({}),
})

export type AlertsConfig = z.output<typeof alertsSchema>
export type { AlarmConfig } from './alarms.ts'
export type { Layer, Override, Responder, Rotation, Weekday } from './people.ts'
export type { Heartbeat, Inhibition, Match, Policy, Route, Severity, Silence } from './policies.ts'
