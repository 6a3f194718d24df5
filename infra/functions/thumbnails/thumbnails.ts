import { join } from 'node:path'
import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as events from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { uploadsAtOnce } from '../../../shared/config/thumbnails/at-once.ts'
import { notifiedPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import type { ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import { readWatermarks } from '../../../shared/config/thumbnails/watermarks.ts'
import { viewLogsPrefix } from '../../../shared/firewall/log-buckets.ts'
import type { EdgeGuard } from '../../constructs/edge/guard.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { WatchedQueue } from '../../constructs/watched-queue.ts'
import type { Capability } from '../capability.ts'
import { makeBucket, notify, type ThumbnailBuckets } from './buckets.ts'
import { grantExisting, watchExisting } from './existing.ts'
import { grantThumbnails } from './grants.ts'
import { tellMade } from './made.ts'
import { addRequests } from './requests.ts'
import { addView } from './view.ts'

export type { ThumbnailBuckets } from './buckets.ts'

/** Longest that one batch takes. */
const workTime = Duration.seconds(60)

const libheif = 'node_modules/libheif-js/libheif-wasm'

/**
 * What is deployed with the function: the decoder is a program of its own, and needs native code. libheif is WebAssembly, the
 * same on each processor; it stays as it was published, in files of its own, with its licence.
 */
export const besideTheCode = {
  packages: ['sharp'],
  programs: { decode: 'functions/thumbnails/decode/child.ts' },
  files: {
    'libheif/libheif.js': `${libheif}/libheif.js`,
    'libheif/libheif.wasm': `${libheif}/libheif.wasm`,
    'libheif/LICENSE': `${libheif}/LICENSE`,
  },
} as const

/** Folder of nightshift.config.ts. */
const root = join(import.meta.dirname, '..', '..')

/**
 * The bucket for originals, whose notifications go to a queue, the function that makes thumbnails of them, and the bucket
 * for those. There are always two buckets, so that no thumbnail can cause another.
 */
export const addThumbnails = (
  stack: Stack,
  foundation: Foundation,
  {
    config,
    guard,
    atOnce,
  }: { readonly config: ThumbnailsConfig; readonly atOnce: number; readonly guard?: EdgeGuard | undefined },
): ThumbnailBuckets => {
  const queue = new WatchedQueue(stack, 'Uploads', { foundation, workTime }).queue
  const uploads = makeBucket(stack, 'uploads', { versioned: true })
  const thumbnails = makeBucket(stack, 'thumbnails', { versioned: false })
  notify(uploads, queue, notifiedPrefixes(config))

  const { view, concurrency: _, ...slice } = config
  const watermarks = readWatermarks(config, root)
  const { fn } = new OpsFunction(stack, 'OnUpload', {
    foundation,
    capability: 'thumbnails',
    entry: 'on-upload',
    config: { ...slice, isServed: view !== undefined, watermarks },
    timeout: workTime,
    // One whole processor: Lambda gives one at 1,769 MB, and decoding has one thread. docs/thumbnails.md compares costs.
    memorySize: 1769,
    ...besideTheCode,
    // As long as a flood of refusals goes on, it asks itself again whether that is over; a backfill goes on page by page.
    recursion: 'meant',
    environment: {
      UPLOADS_BUCKET: uploads.bucketName,
      THUMBNAILS_BUCKET: thumbnails.bucketName,
      SIGNAL_BUS: foundation.bus.eventBusName,
      UPLOADS_QUEUE: queue.queueUrl,
    },
  })
  // Not by reserved concurrency: Lambda refuses that where less than 100 would be left for everything else, as in a new account.
  fn.addEventSource(new SqsEventSource(queue, { batchSize: 5, maxConcurrency: atOnce, reportBatchItemFailures: true }))
  grantThumbnails(fn, foundation, { uploads, thumbnails, queue }, config)
  watchExisting(stack, queue, config.existing)
  grantExisting(stack, fn, config.existing)
  // No state may end by a chain of messages alone: one of them may be lost.
  new events.Rule(stack, 'FloodSweep', {
    description: 'Looks whether a flood of refused uploads is over, and whether a backfill stands still',
    schedule: events.Schedule.rate(Duration.minutes(15)),
    targets: [new SqsQueue(queue, { message: events.RuleTargetInput.fromObject({ check: 'flood-sweep' }) })],
  })
  const requested =
    config.requests &&
    addRequests(stack, foundation, {
      config,
      requests: config.requests,
      slice: { ...slice, watermarks },
      besideTheCode,
      uploads,
      thumbnails,
    })
  const address = view && addView(stack, foundation, thumbnails, view, { guard, requested })
  if (config.made) tellMade(stack, foundation, fn, config.made, address)

  foundation.actBy('UploadsFunction', fn)
  foundation.output('UploadsBucket', uploads.bucketName)
  foundation.output('ThumbnailsBucket', thumbnails.bucketName)
  addDashboardRow(foundation, queue)
  // The casts are for exactOptionalPropertyTypes, which CDK's own types do not follow.
  return { uploads, thumbnails } as ThumbnailBuckets
}

const addDashboardRow = ({ dashboard, config }: Foundation, queue: sqs.Queue): void => {
  const period = Duration.minutes(5)
  const metric = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'thumbnails' },
      statistic,
      period,
    })
  const outcomes = ['ThumbnailsMade', 'ThumbnailsRefused', 'ThumbnailsRemoved', 'ThumbnailsSkipped']
  dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Thumbnails: uploads by what became of them',
      width: 12,
      left: outcomes.map((name) => metric(name, 'Sum')),
    }),
    new cloudwatch.GraphWidget({
      title: 'Thumbnails: time for one, and the oldest that waits',
      width: 12,
      left: [metric('ThumbnailMilliseconds', 'p95')],
      right: [queue.metricApproximateAgeOfOldestMessage({ period })],
    }),
  )
}

export const thumbnails: Capability = {
  add: (stack, foundation, { config, firewall: { viewAcl }, firewallLogs }) => {
    if (!config.thumbnails) return {}
    const guard =
      viewAcl !== undefined && firewallLogs
        ? { webAclArn: viewAcl, logs: firewallLogs, logsPrefix: viewLogsPrefix }
        : undefined
    return {
      ownBuckets: addThumbnails(stack, foundation, { config: config.thumbnails, guard, atOnce: uploadsAtOnce(config) }),
    }
  },
}
