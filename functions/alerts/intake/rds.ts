import * as z from '../../../shared/shape.ts'
import { cut } from '../../../shared/text.ts'
import { consoleLink, part } from './console.ts'
import { type AwsEvent, text } from './schema.ts'
import { accountOf, clean, instant, instantOf, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

const rdsSchema = z.object({
  SourceIdentifier: z.string().check(z.minLength(1)),
  SourceArn: text,
  EventID: text,
  EventCategories: z.lenient(z.array(z.string())),
  Message: text,
  Date: text,
})

/** A trouble that has a beginning and an end, by the numbers of RDS's events. */
interface Trouble {
  readonly about: string
  readonly begins: readonly number[]
  readonly ends: readonly number[]
  readonly severity: Transition['severity']
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html and Aurora's page of that name */
const troubles: readonly Trouble[] = [
  // A shutdown is what office hours look like too: the failure behind one that is not has an event of its own.
  { about: 'shut down', begins: [4], ends: [6, 87, 88, 150, 151], severity: 'info' },
  { about: 'restart failed', begins: [22], ends: [6], severity: 'critical' },
  { about: 'failover', begins: [13, 50, 72, 73], ends: [15, 49, 51, 65, 71], severity: 'critical' },
  { about: 'failover failed', begins: [34, 69], ends: [15, 49, 51, 71], severity: 'critical' },
  { about: 'recovery', begins: [20, 52, 361], ends: [21, 53, 362], severity: 'critical' },
  { about: 'replication stopped', begins: [45, 57], ends: [46], severity: 'critical' },
  { about: 'encryption key out of reach', begins: [418, 419], ends: [420], severity: 'critical' },
  { about: 'storage is full', begins: [7, 221, 222, 227], ends: [17, 218], severity: 'critical' },
  { about: 'storage is low', begins: [89, 223, 224], ends: [17, 218], severity: 'warning' },
  { about: 'instance failed', begins: [31, 35, 36], ends: [], severity: 'critical' },
  { about: 'stop failed', begins: [152], ends: [150], severity: 'warning' },
  { about: 'started by RDS', begins: [153, 154], ends: [87, 150], severity: 'warning' },
  { about: 'word of AWS', begins: [44], ends: [], severity: 'warning' },
]

/** Categories whose events are kept and told to nobody, unless a trouble names them. */
const quiet = new Set([
  'backtrack',
  'backup',
  'configuration change',
  'creation',
  'deletion',
  'maintenance',
  'notification',
  'restoration',
  'security patching',
  'serverless',
])

const numberOf = (eventId: string | undefined): number | undefined => {
  const digits = /RDS-EVENT-(\d{4})$/.exec(eventId ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What an event says, whichever way it came. */
interface Said {
  readonly id: string
  readonly arn: string
  readonly number: number | undefined
  readonly at: string
  readonly reason: string
  readonly region: string | undefined
  readonly account: string | undefined
  readonly isCluster: boolean
}

const transitionOf = (
  { id, arn, at, reason, region = '', account, isCluster }: Said,
  about: string,
  state: Transition['state'],
  severity?: Transition['severity'],
): Transition => ({
  alarm: keyOf('rds', arn, about),
  name: nameOf(`rds/${id}`),
  title: clean(`Database ${id}: ${about}`),
  state,
  at,
  reason: clean(reason),
  region: nameOf(region) || undefined,
  account,
  arn: keyOf(arn),
  namespace: 'aws.rds',
  severity,
  link: consoleLink(region, `/rds/home?region=${part(region)}#database:id=${part(id)};is-cluster=${isCluster}`),
})

/** The troubles that an event begins or ends: one event may end several. Nothing where it is about none of them. */
const troublesOf = (said: Said): Transition[] => {
  const { number } = said
  if (number === undefined) return []
  const begun = troubles.find(({ begins }) => begins.includes(number))
  if (begun) return [transitionOf(said, begun.about, 'ALARM', begun.severity)]
  return troubles
    .filter(({ ends }) => ends.includes(number))
    .map(({ about, severity }) => transitionOf(said, about, 'OK', severity))
}

/** Events of database instances and clusters, as EventBridge brings them. */
export const fromRds = (event: AwsEvent): Transition[] | undefined => {
  const { data } = rdsSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { SourceIdentifier: id, SourceArn, EventID, EventCategories = [], Message } = data
  const number = numberOf(EventID)
  const said: Said = {
    id,
    arn: SourceArn || event.resources[0] || id,
    number,
    at: instantOf(data.Date) ?? instant(event.time),
    reason: [Message, EventID].filter((each) => each).join('\n'),
    region: event.region,
    account: accountOf(event.account),
    isCluster: event['detail-type'].includes('Cluster'),
  }
  const known = troublesOf(said)
  if (known.length > 0) return known
  const about = `${EventCategories.join(', ') || event['detail-type']}${number === undefined ? '' : ` ${number}`}`
  const isQuiet = EventCategories.length > 0 && EventCategories.every((category) => quiet.has(category))
  return [transitionOf(said, about, isQuiet ? 'NOTE' : 'ALARM', 'warning')]
}

const messageSchema = z.object({
  'Event Source': z.string().check(z.startsWith('db-')),
  'Source ID': z.string().check(z.minLength(1)),
  'Event Message': z.string().check(z.minLength(1)),
  'Event ID': text,
  'Event Time': text,
  'Source ARN': text,
})

/** Longest part of a message that stands in a title, in characters. */
const longestTitle = 80

/**
 * What a subscription of RDS itself sends to a topic. It says no category, so all that is no trouble we know is told as a warning:
 * who subscribed chose the categories. The same event by EventBridge is the same alarm.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html
 * @param published when SNS took it, for an event that does not say its time
 */
export const fromRdsMessage = (json: unknown, published: string): Transition[] | undefined => {
  const { data } = messageSchema.safeParse(json)
  if (data === undefined) return undefined
  const { 'Source ID': id, 'Source ARN': arn, 'Event Message': message, 'Event ID': eventId } = data
  const number = numberOf(eventId)
  const said: Said = {
    id,
    arn: arn || id,
    number,
    // It is in UTC, and does not say so: 2026-11-21 02:30:00.123
    at: instantOf(data['Event Time']?.replace(/^(\S+) (\S+)$/, '$1T$2Z')) ?? instant(published),
    reason: [message, number === undefined ? eventId : `RDS-EVENT-${String(number).padStart(4, '0')}`]
      .filter((each) => each)
      .join('\n'),
    region: arn?.split(':')[3] || undefined,
    account: accountOf(arn?.split(':')[4]),
    isCluster: data['Event Source'].startsWith('db-cluster'),
  }
  const known = troublesOf(said)
  if (known.length > 0) return known
  const told = transitionOf(said, `event ${number ?? cut(message, longestTitle)}`, 'ALARM', 'warning')
  return [{ ...told, title: clean(`Database ${id}: ${cut(message, longestTitle)}`) }]
}
