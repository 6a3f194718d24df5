import * as z from 'zod/mini'
import { consoleLink, part } from './console.ts'
import { type AwsEvent, lenient, text } from './schema.ts'
import { clean, instant, instantOf, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

const rdsSchema = z.object({
  SourceIdentifier: z.string().check(z.minLength(1)),
  SourceArn: text,
  EventID: text,
  EventCategories: lenient(z.array(z.string())),
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

/** Events of database instances and clusters: one event may end several troubles, so it may be several transitions. */
export const fromRds = (event: AwsEvent): Transition[] | undefined => {
  const { data } = rdsSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { SourceIdentifier: id, SourceArn, EventID, EventCategories = [], Message } = data
  const arn = SourceArn || event.resources[0] || id
  const number = numberOf(EventID)
  const isCluster = event['detail-type'].includes('Cluster')
  const transition = (about: string, state: Transition['state'], severity?: Transition['severity']): Transition => ({
    alarm: keyOf('rds', arn, about),
    name: nameOf(`rds/${id}`),
    title: clean(`Database ${id}: ${about}`),
    state,
    at: instantOf(data.Date) ?? instant(event.time),
    reason: clean([Message, EventID].filter((each) => each).join('\n')),
    region: nameOf(event.region) || undefined,
    arn: keyOf(arn),
    namespace: nameOf(event.source),
    severity,
    link: consoleLink(
      event.region,
      `/rds/home?region=${part(event.region)}#database:id=${part(id)};is-cluster=${isCluster}`,
    ),
  })
  const begun = troubles.find(({ begins }) => number !== undefined && begins.includes(number))
  if (begun) return [transition(begun.about, 'ALARM', begun.severity)]
  const ended = troubles.filter(({ ends }) => number !== undefined && ends.includes(number))
  if (ended.length > 0) return ended.map(({ about, severity }) => transition(about, 'OK', severity))
  const about = EventCategories.join(', ') || event['detail-type']
  const isQuiet = EventCategories.length > 0 && EventCategories.every((category) => quiet.has(category))
  return [transition(`${about}${number === undefined ? '' : ` ${number}`}`, isQuiet ? 'NOTE' : 'ALARM', 'warning')]
}
