import { setTimeout } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  BatchDeleteImageCommand,
  ECRClient,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr'
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListClusters,
  paginateListServices,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs'
import { KinesisClient } from '@aws-sdk/client-kinesis'
import {
  GetQueueAttributesCommand,
  paginateListQueues,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { clientOptions } from '../../../shared/aws.ts'
import type { Connect } from '../../../shared/connect.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { FoundImage, FoundLogGroup, FoundQueue, FoundStream, RetentionAct } from '../rules/retention.ts'
import { findStreams, keepStream } from './streams.ts'

/** What retention needs from AWS. Every call throws the SDK's errors. */
export interface RetainedThings {
  readonly logGroups: () => Promise<FoundLogGroup[]>
  readonly queues: (isWanted: (name: string) => boolean) => Promise<FoundQueue[]>
  readonly streams: (isWanted: (name: string) => boolean) => Promise<FoundStream[]>
  readonly repositories: () => Promise<string[]>
  readonly images: (repository: string) => Promise<FoundImage[]>
  /** Images that task definitions and services name, as they spell them: `…/shop:v1`, `…/shop@sha256:…`. */
  readonly imagesInUse: () => Promise<string[]>
  /** Resolves once AWS has it as it should be. @param remainingMs what is left of the call */
  readonly act: (act: RetentionAct, remainingMs: () => number) => Promise<void>
}

const width = 8
/** ECR deletes so many images in one call. */
const mostImages = 100

const imagesOf =
  (ecr: ECRClient) =>
  async (repositoryName: string): Promise<FoundImage[]> => {
    const images: FoundImage[] = []
    for await (const { imageDetails = [] } of paginateDescribeImages({ client: ecr }, { repositoryName }))
      for (const { imageDigest, imageTags = [], imagePushedAt, imageSizeInBytes = 0 } of imageDetails)
        if (imageDigest && imagePushedAt)
          images.push({ digest: imageDigest, tags: imageTags, pushed: imagePushedAt, bytes: imageSizeInBytes })
    return images
  }

const imagesInUseOf = (ecs: ECSClient) => async (): Promise<string[]> => {
  const definitions = new Set<string>()
  for await (const { taskDefinitionArns = [] } of paginateListTaskDefinitions({ client: ecs }, { status: 'ACTIVE' }))
    for (const arn of taskDefinitionArns) definitions.add(arn)
  // A service may run a revision that was deregistered.
  for await (const { clusterArns = [] } of paginateListClusters({ client: ecs }, {}))
    for (const cluster of clusterArns)
      for await (const { serviceArns = [] } of paginateListServices({ client: ecs, pageSize: 10 }, { cluster })) {
        if (serviceArns.length === 0) continue
        const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns }))
        for (const { taskDefinition, deployments = [] } of services)
          for (const arn of [taskDefinition, ...deployments.map((each) => each.taskDefinition)])
            if (arn) definitions.add(arn)
      }
  const images = await inParallel([...definitions], width, async (taskDefinition) => {
    const found = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))
    return (found.taskDefinition?.containerDefinitions ?? []).flatMap(({ image }) => image ?? [])
  })
  return [...new Set(images.flat())]
}

/** Log groups, queues, streams and repositories of the account and region. @param connect makes clients; default those of a function */
export const awsThings = (connect: Connect = (Client) => new Client(clientOptions)): RetainedThings => {
  const [logs, sqs, kinesis, ecr, ecs] = [
    connect(CloudWatchLogsClient),
    connect(SQSClient),
    connect(KinesisClient),
    connect(ECRClient),
    connect(ECSClient),
  ]
  const actions: {
    readonly [Do in RetentionAct['do']]: (
      act: Extract<RetentionAct, { do: Do }>,
      remainingMs: () => number,
    ) => Promise<void>
  } = {
    'log-days': async ({ group, days }) => {
      if (days === 'never') await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: group }))
      else await logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: days }))
    },
    'queue-seconds': async ({ url, seconds }) => {
      await sqs.send(
        new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { MessageRetentionPeriod: String(seconds) } }),
      )
    },
    'stream-hours': (act, remainingMs) => keepStream(kinesis, act, { remainingMs, wait: setTimeout }),
    'delete-images': async ({ repository, digests }) => {
      for (let from = 0; from < digests.length; from += mostImages) {
        const imageIds = digests.slice(from, from + mostImages).map((imageDigest) => ({ imageDigest }))
        const { failures = [] } = await ecr.send(new BatchDeleteImageCommand({ repositoryName: repository, imageIds }))
        // What an index of several platforms names stays with it, and what is gone already is gone.
        const wrong = failures.find(
          ({ failureCode }) => failureCode !== 'ImageReferencedByManifestList' && failureCode !== 'ImageNotFound',
        )
        if (wrong) throw new Error(`${wrong.imageId?.imageDigest} stays: ${wrong.failureReason ?? wrong.failureCode}`)
      }
    },
  }
  return {
    logGroups: async () => {
      const groups: FoundLogGroup[] = []
      for await (const page of paginateDescribeLogGroups({ client: logs }, {}))
        for (const { logGroupName, retentionInDays, creationTime = 0, storedBytes = 0 } of page.logGroups ?? [])
          if (logGroupName)
            groups.push({
              name: logGroupName,
              days: retentionInDays,
              created: new Date(creationTime),
              bytes: storedBytes,
            })
      return groups
    },
    queues: async (isWanted) => {
      const urls: string[] = []
      for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs, pageSize: 1_000 }, {}))
        urls.push(...QueueUrls)
      const named = urls.map((url) => ({ url, name: url.slice(url.lastIndexOf('/') + 1) }))
      return inParallel(
        named.filter(({ name }) => isWanted(name)),
        width,
        async ({ url, name }) => {
          const { Attributes = {} } = await sqs.send(
            new GetQueueAttributesCommand({
              QueueUrl: url,
              AttributeNames: [
                'MessageRetentionPeriod',
                'ApproximateNumberOfMessages',
                'ApproximateNumberOfMessagesNotVisible',
              ],
            }),
          )
          const number = (value: string | undefined): number => Number(value ?? 0)
          return {
            name,
            url,
            seconds: number(Attributes.MessageRetentionPeriod),
            waiting:
              number(Attributes.ApproximateNumberOfMessages) + number(Attributes.ApproximateNumberOfMessagesNotVisible),
          }
        },
      )
    },
    streams: (isWanted) => findStreams(kinesis, isWanted),
    repositories: async () => {
      const names: string[] = []
      for await (const { repositories = [] } of paginateDescribeRepositories({ client: ecr }, {}))
        names.push(...repositories.flatMap(({ repositoryName }) => repositoryName ?? []))
      return names
    },
    images: imagesOf(ecr),
    imagesInUse: imagesInUseOf(ecs),
    act: (act, remainingMs) =>
      (actions[act.do] as (each: RetentionAct, remainingMs: () => number) => Promise<void>)(act, remainingMs),
  }
}
