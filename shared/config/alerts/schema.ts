import * as z from 'zod'
import { contactChannelsByName, contactSchemas, settingsSchemas } from '../../../functions/alerts/channels/index.ts'
import * as values from '../values.ts'
import { durationFrom, nameSchema, ssmSchema } from '../values.ts'
import { alarmSchema } from './alarms.ts'
import { overrideSchema, responderWith, rotationSchema } from './people.ts'
import { heartbeatSchema, inhibitionSchema, policySchema, routeSchema, silenceSchema } from './policies.ts'
import { sourceSchema } from './sources.ts'

/** Events of AWS that people mail themselves today; each becomes an alert. */
export const eventSources = [
  'pipelines',
  'approvals',
  'builds',
  'deployments',
  'ecs-deployments',
  'rds',
  'health',
  'cloudtrail-insights',
  'root-sign-in',
  'trail-changes',
  'key-changes',
  'policy-changes',
] as const

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && new URL(text).origin === text && text.startsWith('https://')

/** Each channel says its own part of the config, in its own file. */
const kit = { ...values, z }

export const responderSchema = responderWith(contactSchemas(kit))

/** The channels, for what is wrong with their parts. */
export const channels = contactChannelsByName

export const alertsSchema = z.strictObject({
  ...settingsSchemas(kit),
  /** The people who can be called, by a short name. */
  responders: z.record(nameSchema, responderSchema),
  /** Who takes turns, and when the turn changes. */
  rotations: z.record(nameSchema, rotationSchema),
  /** Dated exceptions: holiday cover, a swap (two of them). The last one that applies decides. */
  overrides: z.array(overrideSchema).default([]),
  /** Who is notified in which order until somebody acknowledges. */
  policies: z.record(nameSchema, policySchema).default({}),
  /** How long before their turn begins people get a notice of it, by email where they have one. Default: only when it begins. */
  shiftNotice: durationFrom('1 hour', '14 days').optional(),
  /** The policy, or the rotation, that an alarm goes to when no route says otherwise. */
  onCall: z.string('the name of a policy or a rotation'),
  /** Which alarms go where, and how severe they are. The first that matches decides. */
  routes: z.array(routeSchema).default([]),
  /** Maintenance windows: what matches pages nobody until they end. */
  silences: z.array(silenceSchema).default([]),
  /** What need not be reported while something larger is known to be wrong. */
  inhibits: z.array(inhibitionSchema).default([]),
  /** What promises to check in, by name; silence pages. `nightshift heartbeats` prints the addresses. */
  heartbeats: z.record(nameSchema, heartbeatSchema).default({}),
  /** What may report troubles and their end, by name. `nightshift alerts sources` prints the addresses. */
  sources: z.record(nameSchema, sourceSchema).default({}),
  /**
   * Responders notified directly by an SNS topic when the alerting function itself fails. A contact of theirs that is an
   * `ssm(…)` must be a plain String: CloudFormation itself reads it, and cannot read a SecureString.
   */
  fallback: z.array(z.string("a responder's name")).min(1),
  /**
   * Who watches Nightshift from outside: addresses that are called each minute while alerting is well (POST, no body), each in SSM because it
   * holds a token. A check of healthchecks.io, or the address of a heartbeat of a second deployment in another region. Default: nobody.
   */
  watchedBy: z.array(ssmSchema).max(5).default([]),
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
  /**
   * Whether a stack of our own in us-east-1 hands on those of `events` that AWS sends there alone (`root-sign-in`, `policy-changes`), where the
   * deployment is in another region. `false`: a rule of your own does, or nobody. Default true.
   */
  forwardEvents: z.boolean().default(true),
  /** Alarms that Nightshift makes, by name. Any other alarm may use the alarm topic too. */
  alarms: z.record(nameSchema, alarmSchema).default({}),
})

export type { Fault, Written } from '../../../functions/alerts/channels/index.ts'
export type AlertsConfig = z.output<typeof alertsSchema>
export type Responder = z.output<typeof responderSchema>
export type { AlarmConfig } from './alarms.ts'
export type { Layer, Override, Rotation, Weekday } from './people.ts'
export type { Heartbeat, Inhibition, Match, Policy, Route, Severity, Silence } from './policies.ts'
export type { Source } from './sources.ts'
