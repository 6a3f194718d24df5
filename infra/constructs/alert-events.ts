import type { EventPattern } from 'aws-cdk-lib/aws-events'
import type { eventSources } from '../../shared/config/alerts/schema.ts'

export type EventSourceName = (typeof eventSources)[number]

const calls = (source: string, eventName: string[]): EventPattern => ({
  source: [source],
  detailType: ['AWS API Call via CloudTrail'],
  detail: { eventName },
})

/**
 * What EventBridge's default bus is asked for, by the names in the config. Each has the end of a trouble too, where AWS tells
 * of it, so that the incident closes by itself.
 */
export const alertEventPatterns: Readonly<Record<EventSourceName, EventPattern>> = {
  // Of the stages their end and that they are tried again; of the actions what failed, with why. An approval that is refused fails its stage.
  pipelines: {
    source: ['aws.codepipeline'],
    detailType: [
      'CodePipeline Pipeline Execution State Change',
      'CodePipeline Stage Execution State Change',
      'CodePipeline Action Execution State Change',
    ],
    detail: {
      $or: [
        { state: ['FAILED', 'SUCCEEDED', 'RESUMED'], action: [{ exists: false }] },
        { state: ['FAILED'], type: { category: [{ 'anything-but': ['Approval'] }] } },
      ],
    },
  },
  approvals: {
    source: ['aws.codepipeline'],
    detailType: ['CodePipeline Action Execution State Change'],
    detail: { type: { category: ['Approval'] } },
  },
  builds: {
    source: ['aws.codebuild'],
    detailType: ['CodeBuild Build State Change'],
    detail: { 'build-status': ['FAILED', 'FAULT', 'TIMED_OUT', 'SUCCEEDED'] },
  },
  deployments: {
    source: ['aws.codedeploy'],
    detailType: ['CodeDeploy Deployment State-change Notification'],
    detail: { state: ['FAILURE', 'SUCCESS'] },
  },
  'ecs-deployments': {
    source: ['aws.ecs'],
    detailType: ['ECS Deployment State Change'],
    detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED', 'SERVICE_DEPLOYMENT_COMPLETED'] },
  },
  rds: {
    source: ['aws.rds'],
    detailType: ['RDS DB Instance Event', 'RDS DB Cluster Event'],
    // Some ends are told as a change of the configuration (storage was added) or as a notification (stopped on purpose).
    detail: {
      EventCategories: [
        'availability',
        'configuration change',
        'failover',
        'failure',
        'low storage',
        'notification',
        'read replica',
        'recovery',
      ],
    },
  },
  health: { source: ['aws.health'], detailType: ['AWS Health Event', 'AWS Health Abuse Event'] },
  // Needs a trail that logs Insights.
  'cloudtrail-insights': { source: ['aws.cloudtrail'], detailType: ['AWS Insight via CloudTrail'] },
  // Needs a trail. AWS tells of it in the region of the sign-in, for root mostly us-east-1; its own pages write the type in two ways.
  'root-sign-in': {
    source: ['aws.signin'],
    detailType: ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
    detail: { eventName: ['ConsoleLogin'], userIdentity: { type: ['Root'] } },
  },
  // These three need a trail that logs management events. IAM's come in us-east-1 alone.
  'trail-changes': calls('aws.cloudtrail', [
    'StopLogging',
    'StartLogging',
    'DeleteTrail',
    'UpdateTrail',
    'PutEventSelectors',
  ]),
  'key-changes': calls('aws.kms', ['DisableKey', 'EnableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion']),
  'policy-changes': calls('aws.iam', [
    'AttachGroupPolicy',
    'AttachRolePolicy',
    'AttachUserPolicy',
    'CreatePolicyVersion',
    'DeleteGroupPolicy',
    'DeleteRolePolicy',
    'DeleteUserPolicy',
    'DetachGroupPolicy',
    'DetachRolePolicy',
    'DetachUserPolicy',
    'PutGroupPolicy',
    'PutRolePolicy',
    'PutUserPolicy',
    'SetDefaultPolicyVersion',
    'UpdateAssumeRolePolicy',
  ]),
}

/** Whether an event reaches EventBridge only where a trail logs it. */
export const comesByTrail = (name: EventSourceName): boolean =>
  alertEventPatterns[name].detailType?.some((type) => / via CloudTrail$/.test(type)) ?? false

/**
 * Every alarm of the account and region: its changes, those of its contributors, and that it was deleted, after which no `OK`
 * comes any more. Alarms that a target tracking policy makes are left out: they are red whenever there is something to scale, and the low one all day long.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const allAlarmsPatterns: Readonly<Record<'changes' | 'deletions', EventPattern>> = {
  changes: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
    detail: { alarmName: [{ 'anything-but': { prefix: 'TargetTracking-' } }] },
  },
  deletions: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm Configuration Change'],
    detail: { operation: ['delete'] },
  },
}
