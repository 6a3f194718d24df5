import { configuredCollector, type Reading, type SchemaKit, type Sources } from './collector.ts'
import { clusterSchema, serviceSchema } from './names.ts'
import { readTaskCounts, type TaskCounts } from './services.ts'

const readWaiting = async (QueueName: string, sources: Sources): Promise<number> => {
  const { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } = await import('../../../shared/sdk/sqs.ts')
  const client = sources.client(SQSClient)
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }))
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0)
}

/**
 * Waiting messages for each running task. With no task running it is the whole backlog, as if there were one: a number
 * that scaling and alarms can work with, where infinity would be refused.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export const measureBacklog = (waiting: number, { running }: TaskCounts): Reading[] => [
  { name: 'QueueBacklogPerTask', value: waiting / Math.max(1, running), unit: 'Count' },
]

/** Queues: their waiting messages, divided by the running tasks of the service that works on them. */
export const backlogPerTask = configuredCollector({
  kind: 'backlog',
  schema: (kit: SchemaKit) =>
    kit.z
      .array(
        kit.z.strictObject({
          /** Name of the SQS queue. */
          queue: kit.z.string().regex(/^[\w-]{1,80}(\.fifo)?$/, 'the name of an SQS queue, not its URL'),
          /** Name of the ECS cluster. */
          cluster: clusterSchema(kit),
          /** Name of the ECS service that works on the messages. */
          service: serviceSchema(kit),
        }),
      )
      // Two entries would be mixed in one series.
      .refine((entries) => new Set(entries.map(({ queue }) => queue)).size === entries.length, 'each queue once')
      .default([]),
  places: (named) => named.map(({ queue, cluster, service }) => ({ queue, cluster, service })),
  text: ({ queue, cluster, service }) => `queue ${queue} of ${cluster}/${service}`,
  dimensions: ({ queue }) => ({ Queue: queue }),
  read: async ({ queue, cluster, service }, sources) => {
    const [waiting, tasks] = await Promise.all([readWaiting(queue, sources), readTaskCounts(cluster, service, sources)])
    return measureBacklog(waiting, tasks)
  },
  statements: ({ queue, cluster, service }, arns) => [
    { actions: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], resources: [arns.of('sqs', queue)] },
    { actions: ['ecs:DescribeServices'], resources: [arns.of('ecs', `service/${cluster}/${service}`)] },
  ],
  metrics: ['QueueBacklogPerTask'],
  shown: { name: 'QueueBacklogPerTask', statistic: 'Maximum' },
})
