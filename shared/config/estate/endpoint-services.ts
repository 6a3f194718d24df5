/**
 * AWS services that a network may have interface endpoints of, by what follows the region in the endpoint's name, and the regions that have
 * them where not every one does. S3 and DynamoDB have gateway endpoints, always and for nothing.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * https://docs.aws.amazon.com/codeartifact/latest/ug/create-vpc-endpoints.html
 * https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-regions.html
 */
const codeartifact = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
]

const bedrock = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
]

export const endpointServices = [
  'autoscaling',
  'bedrock-runtime',
  'cloudformation',
  'codeartifact.api',
  'codeartifact.repositories',
  'ec2',
  'ec2messages',
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'ecs-agent',
  'ecs-telemetry',
  'elasticfilesystem',
  'elasticloadbalancing',
  'events',
  'kinesis-streams',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  'rds',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'ssmmessages',
  'states',
  'sts',
] as const

export type EndpointService = (typeof endpointServices)[number]

const only: Partial<Readonly<Record<string, readonly string[]>>> = {
  'bedrock-runtime': bedrock,
  'codeartifact.api': codeartifact,
  'codeartifact.repositories': codeartifact,
}

/** The regions that have an endpoint of a service; nothing where all do. */
export const regionsWith = (service: string): readonly string[] | undefined => only[service]
