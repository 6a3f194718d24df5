import * as z from '../../../shared/shape.ts'
import { consoleLink, part } from './console.ts'
import { type AwsEvent, number, text } from './schema.ts'
import { accountOf, clean, instant, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

type State = Transition['state']

/** What is the same of everything that is delivered: the next success of a thing ends what its failure began. */
export const delivered = (
  event: AwsEvent,
  sort: string,
  id: string,
  more: Pick<Transition, 'state' | 'title' | 'reason' | 'link' | 'arn'> & Partial<Transition>,
): Transition => ({
  alarm: keyOf(sort, event.account, event.region, id),
  name: nameOf(`${sort}/${id}`),
  at: instant(event.time),
  region: nameOf(event.region) || undefined,
  account: accountOf(event.account),
  namespace: nameOf(event.source),
  severity: 'warning',
  ...more,
})

export const stateBy = (status: string, bad: readonly string[], good: string): State =>
  bad.includes(status) ? 'ALARM' : status === good ? 'OK' : 'NOTE'

const buildSchema = z.object({
  'project-name': z.string().check(z.minLength(1)),
  'build-status': z.string(),
  'build-id': text,
  'additional-information': z.lenient(
    z.object({
      'build-number': number,
      'source-version': text,
      initiator: text,
      phases: z.lenient(
        z.array(
          z.object({ 'phase-type': text, 'phase-status': text, 'phase-context': z.lenient(z.array(z.string())) }),
        ),
      ),
    }),
  ),
})

const badBuilds = ['FAILED', 'FAULT', 'TIMED_OUT']

/** https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
export const fromBuild = (event: AwsEvent): Transition | undefined => {
  if (event['detail-type'] !== 'CodeBuild Build State Change') return undefined
  const { data } = buildSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { 'project-name': project, 'build-status': status, 'additional-information': more } = data
  const id = data['build-id']?.split(':build/').at(-1)
  const failed = more?.phases?.find((phase) => badBuilds.includes(phase['phase-status'] ?? ''))
  const why = failed?.['phase-context']?.map((line) => line.replace(/^[:\s]+/, '')).filter((line) => line !== '')
  const words = status.toLowerCase().replaceAll('_', ' ')
  return delivered(event, 'build', project, {
    state: stateBy(status, badBuilds, 'SUCCEEDED'),
    title: clean(`Build of ${project} ${words}`),
    reason: clean(
      [
        `Build ${more?.['build-number'] ?? id ?? ''}${more?.['source-version'] ? ` of ${more['source-version']}` : ''}: ${words}.`,
        ...(failed
          ? [`It ended in ${failed['phase-type'] ?? 'an unknown phase'}. ${why?.join(' ') ?? ''}`.trim()]
          : []),
      ].join('\n'),
    ),
    arn: data['build-id'] && keyOf(data['build-id']),
    link: consoleLink(
      event.region,
      `/codesuite/codebuild/${part(event.account)}/projects/${part(project)}/${id ? `build/${part(id)}/` : 'history'}?region=${part(event.region)}`,
    ),
  })
}

const deploymentSchema = z.object({
  application: z.string().check(z.minLength(1)),
  deploymentGroup: text,
  deploymentId: text,
  state: z.string(),
})

const deploymentWords = new Map([
  ['FAILURE', 'failed'],
  ['SUCCESS', 'succeeded'],
  ['STOP', 'stopped'],
])

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
export const fromDeployment = (event: AwsEvent): Transition | undefined => {
  if (event['detail-type'] !== 'CodeDeploy Deployment State-change Notification') return undefined
  const { data } = deploymentSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { application, deploymentGroup: group, deploymentId: id, state } = data
  const words = deploymentWords.get(state) ?? state.toLowerCase()
  return delivered(event, 'deployment', `${application}/${group ?? ''}`, {
    state: stateBy(state, ['FAILURE'], 'SUCCESS'),
    title: clean(`Deployment of ${application}${group ? ` to ${group}` : ''} ${words}`),
    reason: clean(`Deployment ${id ?? 'unknown'} ${words}.`),
    arn: event.resources[0] && keyOf(event.resources[0]),
    link: consoleLink(event.region, `/codesuite/codedeploy/deployments/${part(id ?? '')}?region=${part(event.region)}`),
  })
}

const serviceSchema = z.object({ eventName: z.string(), eventType: text, deploymentId: text, reason: text })

const serviceWords = new Map([
  ['SERVICE_DEPLOYMENT_FAILED', 'failed'],
  ['SERVICE_DEPLOYMENT_COMPLETED', 'completed'],
  ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'started'],
])

/**
 * A rollback that completes ends what the failure began: the service is steady again.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export const fromEcs = (event: AwsEvent): Transition | undefined => {
  const service = event.resources.find((arn) => arn.includes(':service/'))
  if (event['detail-type'] !== 'ECS Deployment State Change' || service === undefined) return undefined
  const { data } = serviceSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { eventName, eventType, reason } = data
  const id = service.split(':service/').at(-1) ?? service
  // The first ARNs of services had no cluster in them.
  const [cluster, name] = id.includes('/') ? id.split('/') : ['default', id]
  const words = serviceWords.get(eventName) ?? eventName
  return delivered(event, 'ecs-deployment', id, {
    state:
      eventName === 'SERVICE_DEPLOYMENT_COMPLETED'
        ? 'OK'
        : eventName === 'SERVICE_DEPLOYMENT_FAILED' || eventType === 'ERROR'
          ? 'ALARM'
          : 'NOTE',
    title: clean(`ECS deployment of ${id} ${words}`),
    reason: clean(reason || `Deployment ${data.deploymentId ?? 'unknown'} ${words}.`),
    arn: keyOf(service),
    link: consoleLink(
      event.region,
      `/ecs/v2/clusters/${part(cluster ?? '')}/services/${part(name ?? '')}/deployments?region=${part(event.region)}`,
    ),
  })
}
