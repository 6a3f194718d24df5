import { fromAlarmEvent } from './cloudwatch.ts'
import { fromBuild, fromDeployment, fromEcs } from './delivery.ts'
import { fromHealth } from './health.ts'
import { fromPipeline } from './pipeline.ts'
import { fromRds } from './rds.ts'
import { readable } from './readable.ts'
import type { AwsEvent } from './schema.ts'
import { subjectsOf } from './subject.ts'
import { accountOf, clean, instant, keyOf, nameOf } from './text.ts'
import { fromTrail } from './trail.ts'
import type { Transition } from './transition.ts'

/** Gives nothing for an event that it does not understand. */
type Read = (event: AwsEvent) => Transition | readonly Transition[] | undefined

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['aws.cloudwatch', fromAlarmEvent],
  ['aws.codepipeline', fromPipeline],
  ['aws.codebuild', fromBuild],
  ['aws.codedeploy', fromDeployment],
  ['aws.ecs', fromEcs],
  ['aws.rds', fromRds],
  ['aws.health', fromHealth],
  ['aws.cloudtrail', fromTrail],
  ['aws.signin', fromTrail],
  ['aws.kms', fromTrail],
  ['aws.iam', fromTrail],
  ['aws.events', (event) => fromSchedule(event)],
  ['aws.scheduler', (event) => fromSchedule(event)],
])

/** A schedule without an input of its own, as it keeps functions warm: nothing has happened. */
const fromSchedule = (event: AwsEvent): Transition | undefined =>
  event['detail-type'] === 'Scheduled Event'
    ? { ...fromUnknown(event), state: 'NOTE', reason: 'A schedule came due.' }
    : undefined

/** An event that nobody here knows is an alert of its own, with what it is about and what it holds as the reason. */
const fromUnknown = (event: AwsEvent): Transition => {
  const what = event['detail-type'] || event.source
  const subjects = subjectsOf(event.resources)
  const [resource] = event.resources
  return {
    alarm: keyOf('event', event.account, event.id),
    name: nameOf(what),
    title: subjects ? nameOf(`${what}: ${subjects}`) : undefined,
    state: 'ALARM',
    at: instant(event.time),
    reason: clean(
      [...(subjects ? [`About ${subjects}`] : []), readable(event.detail)].filter(Boolean).join('\n') ||
        `An event of ${event.source} that says no more.`,
    ),
    region: nameOf(event.region) || undefined,
    account: accountOf(event.account),
    arn: resource?.startsWith('arn:') ? keyOf(resource) : undefined,
    namespace: nameOf(event.source),
  }
}

/** Reads an event of EventBridge. @throws PermanentError `malformed-event` only where it has no time */
export const fromEvent = (event: AwsEvent): readonly Transition[] =>
  [readers.get(event.source)?.(event) ?? fromUnknown(event)].flat()
