import { Duration, Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import type { WantedBucket } from '../../functions/lifecycle/rules/policies.ts'
import {
  ownBuckets as namedOwnBuckets,
  ownBucketVariable,
  wantedBuckets,
} from '../../functions/lifecycle/rules/policies.ts'
import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import type { OwnBucket } from '../../shared/config/values.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { FunctionSchedules } from '../constructs/function-schedules.ts'
import { grantList } from '../constructs/grant-list.ts'
import { grantStatements } from '../constructs/grant-statements.ts'
import { OpsFunction } from '../constructs/ops-function.ts'
import { DeadLetters } from '../constructs/watched-queue.ts'
import type { Capability } from './capability.ts'
import { inventoryStatements } from './lifecycle-inventory.ts'
import { retentionStatements } from './lifecycle-retention.ts'
import { selectionStatements } from './lifecycle-selections.ts'

export interface LifecycleProps {
  readonly config: LifecycleConfig
  /** The buckets of Nightshift's own. Needed when the config names one. */
  readonly ownBuckets?: Readonly<Record<OwnBucket['own'], s3.IBucket>> | undefined
  /** Keeps calls that failed. Default: a queue of this capability's own. */
  readonly deadLetters?: DeadLetters | undefined
}

/** The reconcile, its schedule and the leave to change exactly the buckets of the config. */
export const addLifecycle = (stack: Stack, foundation: Foundation, props: LifecycleProps): OpsFunction => {
  const { config } = props
  const deadLetters = props.deadLetters ?? new DeadLetters(stack, 'LifecycleDeadLetters', { foundation })
  const nameOf = (own: OwnBucket['own']): string => {
    const bucket = props.ownBuckets?.[own]
    if (!bucket) throw new RangeError(`own('${own}') needs thumbnails in the config, which make that bucket`)
    return bucket.bucketName
  }
  const reconcile = new OpsFunction(stack, 'LifecycleReconcile', {
    foundation,
    capability: 'lifecycle',
    entry: 'on-schedule',
    config: {
      buckets: config.buckets,
      selections: config.selections,
      shorten: config.shorten,
      ...(config.retention ? { retention: config.retention } : {}),
      ...(config.inventory ? { inventory: config.inventory } : {}),
      deployment: foundation.config.name,
    },
    environment: {
      SIGNAL_BUS: foundation.bus.eventBusName,
      ...Object.fromEntries(namedOwnBuckets(config.buckets).map((own) => [ownBucketVariable[own], nameOf(own)])),
    },
    timeout: Duration.minutes(5),
    throttlesShow: 'in dead letters',
    deadLetters,
  })
  grant(reconcile.fn, foundation, config, nameOf)

  new FunctionSchedules(stack, 'LifecycleSchedules', { fn: reconcile.fn, deadLetters }).add('Reconcile', {
    description: 'Brings buckets back to their lifecycle policies',
    schedule: config.schedule,
    input: ScheduleTargetInput.fromObject({ reason: 'schedule' }),
    maxEventAge: Duration.hours(1),
  })
  foundation.actBy('LifecycleFunction', reconcile.fn)
  addRow(foundation)
  return reconcile
}

/** Whether a bucket's rules delete, so that what is there is looked at before they are written. */
const deletes = ({ rules }: WantedBucket): boolean =>
  rules.some((rule) => rule.Expiration || rule.NoncurrentVersionExpiration)

/** What a bucket needs beside its rules: the name of the statement that it stands in. */
const sidOf = (wanted: WantedBucket): string =>
  [
    'Rules',
    ...(deletes(wanted) ? ['Objects'] : []),
    ...(wanted.versioned ? ['Versioning'] : []),
    ...(wanted.tierings ? ['Tiering'] : []),
  ].join('And')

const bucketActions = (wanted: WantedBucket): string[] => [
  // S3 has no action of its own for deleting the configuration: Put covers it.
  's3:GetLifecycleConfiguration',
  's3:PutLifecycleConfiguration',
  ...(wanted.versioned || deletes(wanted) ? ['s3:GetBucketVersioning'] : []),
  ...(wanted.versioned ? ['s3:PutBucketVersioning'] : []),
  // Before a rule that deletes is written, what is there is looked at.
  ...(deletes(wanted) ? ['s3:ListBucket', 's3:ListBucketVersions'] : []),
  ...(wanted.tierings ? ['s3:GetIntelligentTieringConfiguration', 's3:PutIntelligentTieringConfiguration'] : []),
]

const grant = (
  fn: lambda.Function,
  foundation: Foundation,
  config: LifecycleConfig,
  nameOf: (own: OwnBucket['own']) => string,
): void => {
  // Each bucket stands in one statement: its name is long, and a role takes ten policies.
  const wanted = wantedBuckets(config.buckets, foundation.config.name, nameOf)
  for (const [sid, buckets] of Map.groupBy(wanted, sidOf))
    grantList(fn, {
      sid,
      actions: [...new Set(buckets.flatMap(bucketActions))],
      resources: buckets.map(({ bucket }) => `arn:${Stack.of(fn).partition}:s3:::${bucket}`),
    })
  grantStatements(fn, [
    ...selectionStatements(config, Stack.of(fn)),
    ...inventoryStatements(config, wanted, Stack.of(fn)),
    ...retentionStatements(config, Stack.of(fn)),
  ])
  foundation.grantLedger(fn)
  foundation.bus.grantPutEventsTo(fn)
}

const addRow = (foundation: Foundation): void => {
  const metric = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: foundation.config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'lifecycle' },
      statistic: 'Sum',
      period: Duration.hours(1),
    })
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({ title: 'Lifecycle: buckets', width: 12, left: [metric('BucketsReconciled')] }),
    new cloudwatch.GraphWidget({
      title: 'Lifecycle: changes, drift, failures',
      width: 12,
      left: [metric('LifecycleChanges'), metric('LifecycleDrifts'), metric('LifecycleFailures')],
    }),
  )
}

export const lifecycle: Capability = {
  add: (stack, foundation, { config, ownBuckets }) => {
    if (config.lifecycle) addLifecycle(stack, foundation, { config: config.lifecycle, ownBuckets })
    return {}
  },
}
