import { type App, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Config } from '../../shared/config/schema.ts'
import type { TrailConfig } from '../../shared/config/trail/schema.ts'
import { trailName } from '../../shared/stacks/trail.ts'
import { askByAthena, catalogName } from '../constructs/athena.ts'
import { makeLogBucket } from '../constructs/closed-bucket.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { nagText } from '../constructs/nag-text.ts'
import { letTrailWrite, makeTrailBucket } from '../constructs/trail/bucket.ts'
import { makeTrailKey } from '../constructs/trail/key.ts'
import { trailQueries } from '../constructs/trail/queries.ts'
import { selectorsOf } from '../constructs/trail/selectors.ts'
import { trailTable } from '../constructs/trail/table.ts'

export interface AuditStackProps extends StackProps {
  readonly deployment: string
  readonly config: TrailConfig
}

/** The log group of a stack's trail. */
export const trailLogGroup = (stackName: string): string => `/nightshift/${stackName}`

const insightTypes = { 'call-rate': 'ApiCallRateInsight', 'error-rate': 'ApiErrorRateInsight' } as const

/** Bytes that one query may read: ten cents' worth. */
const bytesOfQuery = 20 * 1024 ** 3

/**
 * The record of the account: a trail over all regions, its bucket, and the questions that Athena answers from it. By CDK's L1 constructs where its own
 * trail has a policy without the condition that AWS recommends.
 */
export class AuditStack extends Stack {
  constructor(scope: App, id: string, { deployment, config, ...props }: AuditStackProps) {
    super(scope, id, props)
    const name = trailName(deployment)
    const arn = `arn:${this.partition}:cloudtrail:${this.region}:${this.account}:trail/${name}`
    const bucket = makeTrailBucket(this, config)
    letTrailWrite(bucket, this, arn)
    const key = config.key === 'own' ? makeTrailKey(this, arn, name).keyArn : config.key
    const selectors = selectorsOf(this, config.data, bucket.bucketArn)
    const logs = config.logs ? this.makeLogs() : undefined
    const trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName: name,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      ...(key ? { kmsKeyId: key } : {}),
      ...(selectors ? { advancedEventSelectors: selectors } : {}),
      ...(config.insights.length > 0
        ? { insightSelectors: [...new Set(config.insights)].map((each) => ({ insightType: insightTypes[each] })) }
        : {}),
      ...(logs ? { cloudWatchLogsLogGroupArn: logs.groupArn, cloudWatchLogsRoleArn: logs.role.roleArn } : {}),
    })
    // CloudTrail looks whether it may write when it is made.
    if (bucket.policy) trail.node.addDependency(bucket.policy)
    if (logs) trail.node.addDependency(logs.role)
    const workGroup = this.ask(bucket, config.days)
    new CfnOutput(this, 'TrailName', { value: name })
    new CfnOutput(this, 'TrailBucketName', { value: bucket.bucketName })
    new CfnOutput(this, 'TrailWorkGroupName', { value: workGroup })
  }

  /**
   * A log group, and the role by which CloudTrail writes to it, in streams of this account and region.
   * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
   */
  private makeLogs(): { readonly groupArn: string; readonly role: iam.Role } {
    const group = makeEstateLogGroup(this, trailLogGroup(this.stackName))
    const role = new iam.Role(this, 'LogsRole', { assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com') })
    const streams = `arn:${this.partition}:logs:${this.region}:${this.account}:log-group:${trailLogGroup(this.stackName)}:log-stream:${this.account}_CloudTrail_${this.region}*`
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [streams] }),
    )
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${nagText(streams, this)}]`,
      reason: 'CloudTrail adds a number to the names of its streams as it needs more of them.',
    })
    return { groupArn: group.logGroupArn, role }
  }

  /** Questions are answered into a bucket of their own: nobody who asks needs to write where the record is. */
  private ask(bucket: s3.Bucket, days: number): string {
    const results = makeLogBucket(this, 'TrailResults', {
      lifecycleRules: [{ expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const workGroup = this.stackName
    const database = catalogName(this.stackName)
    askByAthena(this, 'Trail', {
      table: trailTable(database, {
        bucketName: bucket.bucketName,
        account: this.account,
        region: this.region,
        days,
      }),
      workGroup,
      description: 'Questions about who did what in the account: each may read 20 GB',
      bytesOfQuery,
      results: { bucket: results, prefix: 'athena/' },
      queries: trailQueries(`${database}.events`),
    })
    return workGroup
  }
}

/** The stack of a config that asks for a trail. */
export const composeAudit = (
  app: App,
  { name, trail }: Config,
  { id, props }: { readonly id: string; readonly props: StackProps },
): AuditStack | undefined =>
  trail ? new AuditStack(app, id, { ...props, deployment: name, config: trail }) : undefined
