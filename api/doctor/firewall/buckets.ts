import {
  GetBucketEncryptionCommand,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Account } from '../account.ts'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

type Notifications = Pick<
  GetBucketNotificationConfigurationCommandOutput,
  'EventBridgeConfiguration' | 'QueueConfigurations'
>

/** A bucket of the config, as S3 answers of it. */
export interface SeenBucket {
  readonly source: string
  readonly bucket: string
  readonly prefix: string
  /** In whose sets its offenders go: a load balancer's, or CloudFront's. */
  readonly scope: 'regional' | 'cloudfront'
  /** Nothing where there is no such bucket. */
  readonly notifications: Notifications | undefined
  /** How S3 encrypts what is put there, such as `AES256` or `aws:kms`; nothing: by its own key. */
  readonly encryption?: string | undefined
}

const sendsNewObjects = (events: readonly string[] = []): boolean =>
  events.some((event) => event === 's3:ObjectCreated:*' || event === 's3:ObjectCreated:Put')

/** Whether objects under a prefix come to a queue: one that a shorter prefix filters comes too, one that a suffix filters may not. */
const queueSends = (
  { QueueConfigurations = [] }: Notifications,
  { queue, prefix }: { readonly queue: string; readonly prefix: string },
): boolean =>
  QueueConfigurations.some(({ QueueArn = '', Events, Filter }) => {
    const rules = Filter?.Key?.FilterRules ?? []
    const hasSuffix = rules.some(({ Name }) => Name?.toLowerCase() === 'suffix')
    const begins = rules.find(({ Name }) => Name?.toLowerCase() === 'prefix')?.Value ?? ''
    return QueueArn.split(':').at(-1) === queue && sendsNewObjects(Events) && prefix.startsWith(begins) && !hasSuffix
  })

/** @param queue name of the queue of log objects */
export const bucketFindings = (seen: readonly SeenBucket[], queue: string): Finding[] =>
  seen.flatMap(({ source, bucket, prefix, scope, notifications, encryption = '' }) => {
    if (!notifications)
      return [
        problem(
          `There is no bucket ${bucket} (firewall.sources.buckets, ${source}).`,
          'No log of this source is read.',
          'Correct its name in the config, or make it.',
        ),
      ]
    const notifies =
      notifications.EventBridgeConfiguration !== undefined || queueSends(notifications, { queue, prefix })
    return [
      notifies
        ? ok(`${bucket} reports new logs of ${source}.`)
        : problem(
            `${bucket} reports no new object${prefix ? ` under ${prefix}` : ''} to EventBridge, nor to ${queue}.`,
            `No log of ${source} is read, and nobody is blocked by it.`,
            // The command would replace what the bucket sends elsewhere.
            `S3 console, ${bucket}, Properties: turn on "Send notifications to Amazon EventBridge". It changes nothing else.`,
          ),
      ...(encryption.startsWith('aws:kms')
        ? [
            scope === 'regional'
              ? warning(
                  `${bucket} encrypts with a key of KMS.`,
                  'Load balancers write logs only to buckets that S3 encrypts with its own keys (SSE-S3).',
                  `If a load balancer writes there: S3 console, ${bucket}, Properties, Default encryption: SSE-S3.`,
                )
              : warning(
                  `${bucket} encrypts with a key of KMS.`,
                  'Logs can be read only if that key lets the function decrypt, which the doctor cannot see.',
                  'Let the role of the function firewall-on-log kms:Decrypt in the policy of the key; "nightshift firewall logs" lists objects that it could not read.',
                ),
          ]
        : []),
    ]
  })

const seeBucket = async (
  { connect, config, call }: Account,
  {
    name: source,
    bucket,
    prefix = '',
    scope,
  }: { name: string; bucket: string; prefix?: string | undefined; scope: SeenBucket['scope'] },
): Promise<SeenBucket> => {
  const client = connect(S3Client, config.region)
  const Bucket = bucket
  const notifications = await askFor('s3:GetBucketNotification', /^NoSuchBucket$/, () =>
    client.send(new GetBucketNotificationConfigurationCommand({ Bucket }), call),
  )
  const encrypted =
    notifications &&
    (await askFor('s3:GetEncryptionConfiguration', /^ServerSideEncryptionConfigurationNotFoundError$/, () =>
      client.send(new GetBucketEncryptionCommand({ Bucket }), call),
    ))
  const [rule] = encrypted?.ServerSideEncryptionConfiguration?.Rules ?? []
  return {
    source,
    bucket,
    prefix,
    scope,
    notifications,
    encryption: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
  }
}

/** Buckets that are there already must say when a log comes: no template of ours changes them. */
export const buckets = defineCheck({
  name: 'firewall-buckets',
  about: 'whether the buckets of logs report new objects',
  when: ({ firewall }) => (firewall?.sources.buckets.length ?? 0) > 0,
  onceDeployed: true,
  ask: async (account, { FirewallLogsQueueUrl = '' }) => ({
    queue: FirewallLogsQueueUrl.split('/').at(-1) ?? '',
    seen: await Promise.all((account.config.firewall?.sources.buckets ?? []).map((each) => seeBucket(account, each))),
  }),
  decide: ({ seen, queue }: { readonly seen: readonly SeenBucket[]; readonly queue: string }) =>
    bucketFindings(seen, queue),
})
