import { asText, json, nothing, pick, type Rule } from './rules.ts'

/** Services that watch, scale, deploy and keep records. */
export const operationsRules: Readonly<Record<string, Rule>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': nothing('no Application Auto Scaling'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': nothing('no Application Auto Scaling', 'Arn'),
  'AWS::CloudWatch::CompositeAlarm': {
    how: 'PutCompositeAlarm',
    standIn: (properties, logicalId) => ({
      calls: [
        {
          style: 'query',
          service: 'monitoring',
          action: 'PutCompositeAlarm',
          version: '2010-08-01',
          parameters: {
            AlarmName: logicalId,
            ...pick(properties, [
              'AlarmName',
              'AlarmRule',
              'AlarmDescription',
              'ActionsEnabled',
              'AlarmActions',
              'OKActions',
              'InsufficientDataActions',
              'ActionsSuppressor',
              'ActionsSuppressorWaitPeriod',
              'ActionsSuppressorExtensionPeriod',
            ]),
          },
        },
      ],
      identifier: '{AlarmName}',
      attributes: {
        Arn: {
          'Fn::Join': [
            ':',
            ['arn:aws:cloudwatch', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, 'alarm:{AlarmName}'],
          ],
        },
      },
    }),
  },
  'AWS::CloudWatch::AnomalyDetector': nothing('no PutAnomalyDetector', 'Id'),
  'AWS::Logs::QueryDefinition': nothing('no PutQueryDefinition', 'QueryDefinitionId'),
  'AWS::Athena::NamedQuery': {
    how: 'CreateNamedQuery',
    standIn: (properties, logicalId) => ({
      calls: [
        json('athena', 'AmazonAthena.CreateNamedQuery', {
          Name: logicalId,
          ...pick(properties, ['Name', 'Description', 'Database', 'QueryString', 'WorkGroup']),
        }),
      ],
      identifier: '{NamedQueryId}',
      attributes: { NamedQueryId: '{NamedQueryId}' },
    }),
  },
  'AWS::CloudTrail::Trail': {
    how: 'CreateTrail, StartLogging',
    standIn: (properties, logicalId) => {
      const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'
      const create = json('cloudtrail', `${target}.CreateTrail`, {
        Name: logicalId,
        ...pick(
          properties,
          [
            'S3BucketName',
            'S3KeyPrefix',
            'IncludeGlobalServiceEvents',
            'IsMultiRegionTrail',
            'IsOrganizationTrail',
            'SnsTopicName',
            'EnableLogFileValidation',
            'CloudWatchLogsLogGroupArn',
            'CloudWatchLogsRoleArn',
          ],
          { TrailName: 'Name', KMSKeyId: 'KmsKeyId' },
        ),
      })
      const start = json('cloudtrail', `${target}.StartLogging`, { Name: '{Name}' })
      return {
        calls: properties.IsLogging === false ? [create] : [create, start],
        identifier: '{Name}',
        attributes: { Arn: '{TrailARN}' },
      }
    },
  },
  'AWS::Events::Archive': {
    how: 'CreateArchive',
    standIn: (properties, logicalId) => ({
      calls: [
        json('events', 'AWSEvents.CreateArchive', {
          ArchiveName: logicalId,
          ...pick(properties, ['ArchiveName', 'Description', 'RetentionDays'], { SourceArn: 'EventSourceArn' }),
          ...(properties.EventPattern ? { EventPattern: asText(properties.EventPattern) } : {}),
        }),
      ],
      identifier: '{ArchiveName}',
      attributes: { Arn: '{ArchiveArn}', ArchiveName: '{ArchiveName}' },
    }),
  },
  'AWS::SecretsManager::RotationSchedule': {
    how: 'RotateSecret; a hosted rotation has no function here, so nothing',
    standIn: (properties, logicalId) => ({
      calls: properties.RotationLambdaARN
        ? [
            json('secretsmanager', 'secretsmanager.RotateSecret', {
              ...pick(properties, ['SecretId', 'RotationLambdaARN', 'RotationRules'], {
                RotateImmediatelyOnUpdate: 'RotateImmediately',
              }),
            }),
          ]
        : [],
      identifier: properties.RotationLambdaARN ? '{SecretId}' : logicalId,
      attributes: { Id: logicalId },
    }),
  },
  'AWS::SSM::Document': nothing('no CreateDocument'),
  'AWS::CodePipeline::Pipeline': nothing('no CodePipeline', 'Version'),
  'AWS::CodeDeploy::Application': nothing('no CodeDeploy'),
  'AWS::CodeDeploy::DeploymentConfig': nothing('no CodeDeploy'),
  'AWS::CodeDeploy::DeploymentGroup': nothing('no CodeDeploy'),
}
