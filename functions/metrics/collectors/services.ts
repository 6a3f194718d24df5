import { PermanentError } from '../../../shared/errors.ts'
import { configuredCollector, type Reading, type SchemaKit, type Sources } from './collector.ts'
import { clusterSchema, serviceSchema } from './names.ts'

export interface TaskCounts {
  readonly desired: number
  readonly running: number
}

/** @throws PermanentError `missing-service` */
export const readTaskCounts = async (cluster: string, service: string, sources: Sources): Promise<TaskCounts> => {
  const { DescribeServicesCommand, ECSClient } = await import('../../../shared/sdk/ecs.ts')
  const { services = [] } = await sources
    .client(ECSClient)
    .send(new DescribeServicesCommand({ cluster, services: [service] }))
  const found = services.find(({ status }) => status !== 'INACTIVE')
  if (!found) throw new PermanentError('missing-service', `No service ${service} in cluster ${cluster}`)
  return { desired: found.desiredCount ?? 0, running: found.runningCount ?? 0 }
}

/** How many tasks a service should have, has, and lacks. More than desired, as in a deployment, lacks none. */
export const measureService = ({ desired, running }: TaskCounts): Reading[] => [
  { name: 'TasksDesired', value: desired, unit: 'Count' },
  { name: 'TasksRunning', value: running, unit: 'Count' },
  { name: 'TasksMissing', value: Math.max(0, desired - running), unit: 'Count' },
]

/** ECS services: their running tasks beside the desired ones. The estate's own is added by itself. */
export const services = configuredCollector({
  kind: 'service',
  schema: (kit: SchemaKit) =>
    kit.z
      .array(
        kit.z.strictObject({
          /** Name of the ECS cluster. */
          cluster: clusterSchema(kit),
          /** Name of the ECS service. */
          service: serviceSchema(kit),
        }),
      )
      .default([]),
  places: (named, { deployed: { ESTATE_CLUSTER: cluster, ESTATE_SERVICE: service } }) => [
    ...(cluster && service ? [{ cluster, service }] : []),
    ...named.map(({ cluster, service }) => ({ cluster, service })),
  ],
  text: ({ cluster, service }) => `service ${cluster}/${service}`,
  // Services of one name in two clusters carry their cluster, others do not.
  dimensions: ({ cluster, service }, all) =>
    all.filter((other) => other.service === service).length > 1
      ? { Cluster: cluster, Service: service }
      : { Service: service },
  read: async ({ cluster, service }, sources) => measureService(await readTaskCounts(cluster, service, sources)),
  statements: ({ cluster, service }, arns) => [
    { actions: ['ecs:DescribeServices'], resources: [arns.of('ecs', `service/${cluster}/${service}`)] },
  ],
  metrics: ['TasksDesired', 'TasksRunning', 'TasksMissing'],
  shown: { name: 'TasksMissing', statistic: 'Maximum' },
})
