import { at, type Excess, type Measured, ofType, over, page } from './template.ts'
import { worstCase } from './worst-case.ts'

const alarm = page('AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html')
const savedQuery = page('AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html')
const role = page('IAM/latest/UserGuide/reference_iam-quotas.html')
const rule = page('eventbridge/latest/APIReference/API_PutRule.html')
const schedule = page('scheduler/latest/APIReference/API_CreateSchedule.html')
const balancing = 'elasticloadbalancing/latest/APIReference'

/** Names and descriptions that the template gives: type, property, longest, page. */
const names = [
  ['AWS::Lambda::Function', 'FunctionName', 64, page('lambda/latest/api/API_CreateFunction.html')],
  ['AWS::Lambda::Function', 'Description', 256, page('lambda/latest/api/API_CreateFunction.html')],
  ['AWS::Scheduler::Schedule', 'Name', 64, schedule],
  ['AWS::Scheduler::Schedule', 'Description', 512, schedule],
  ['AWS::CloudWatch::Alarm', 'AlarmName', 255, alarm],
  ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1_024, alarm],
  [
    'AWS::CloudWatch::Dashboard',
    'DashboardName',
    255,
    page('AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html'),
  ],
  [
    'AWS::Logs::LogGroup',
    'LogGroupName',
    512,
    page('AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html'),
  ],
  [
    'AWS::Logs::MetricFilter',
    'FilterPattern',
    1_024,
    page('AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html'),
  ],
  ['AWS::Logs::QueryDefinition', 'Name', 255, savedQuery],
  ['AWS::Logs::QueryDefinition', 'QueryString', 10_000, savedQuery],
  ['AWS::S3::Bucket', 'BucketName', 63, page('AmazonS3/latest/userguide/bucketnamingrules.html')],
  ['AWS::SQS::Queue', 'QueueName', 80, page('AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html')],
  ['AWS::SNS::Topic', 'TopicName', 256, page('sns/latest/api/API_CreateTopic.html')],
  ['AWS::DynamoDB::GlobalTable', 'TableName', 255, page('amazondynamodb/latest/APIReference/API_CreateTable.html')],
  ['AWS::Events::EventBus', 'Name', 256, page('eventbridge/latest/APIReference/API_CreateEventBus.html')],
  ['AWS::Events::Rule', 'Name', 64, rule],
  ['AWS::Events::Rule', 'Description', 512, rule],
  ['AWS::CloudTrail::Trail', 'TrailName', 128, page('awscloudtrail/latest/APIReference/API_CreateTrail.html')],
  ['AWS::Athena::WorkGroup', 'Name', 128, page('athena/latest/APIReference/API_CreateWorkGroup.html')],
  ['AWS::Athena::NamedQuery', 'Description', 1_024, page('athena/latest/APIReference/API_CreateNamedQuery.html')],
  ['AWS::IAM::Role', 'RoleName', 64, role],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', 128, role],
  ['AWS::RDS::DBInstance', 'DBInstanceIdentifier', 63, page('AmazonRDS/latest/APIReference/API_CreateDBInstance.html')],
  ['AWS::ECS::TaskDefinition', 'Family', 255, page('AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html')],
  ['AWS::ECS::Cluster', 'ClusterName', 255, page('AmazonECS/latest/APIReference/API_CreateCluster.html')],
  ['AWS::ECS::Service', 'ServiceName', 255, page('AmazonECS/latest/APIReference/API_CreateService.html')],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', 32, page(`${balancing}/API_CreateLoadBalancer.html`)],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', 'Name', 32, page(`${balancing}/API_CreateTargetGroup.html`)],
  [
    'AWS::CloudFront::Distribution',
    'DistributionConfig.Comment',
    128,
    page('cloudfront/latest/APIReference/API_DistributionConfig.html'),
  ],
] as const

/** Names and descriptions that are longer than AWS takes. */
export const nameExcesses = (where: Measured): Excess[] =>
  names.flatMap(([type, property, most, source]) =>
    ofType(where, type).flatMap(([, { Properties }]) => {
      const name = worstCase(at(Properties, property), where)
      return typeof name === 'string'
        ? over({
            what: `"${name}" (${property} of an ${type})`,
            is: name.length,
            most,
            unit: 'characters',
            source,
            fix: 'give the config, or what this is named after, a shorter name',
          })
        : []
    }),
  )
