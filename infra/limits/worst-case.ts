import { partitionOf } from '../../shared/object-arn.ts'

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

/** What is known of the stack whose values are asked for. */
export interface Surroundings {
  readonly stackName: string
  readonly region: string
  readonly resources: Readonly<Record<string, TemplateResource>>
}

const account = '123456789012'

/** The longest id that AWS makes where the template says none: of a subnet, a group, a distribution, a certificate's ARN. */
const unknownLength = 128

interface Kind {
  /** Property that holds the name, where the template gives one. */
  readonly name: string
  /** Longest name: CloudFormation cuts those that it makes. */
  readonly most: number
  /** What is between `arn:aws:` and the name; `#` stands for region and account. */
  readonly arn: string
  readonly ref?: 'arn' | 'url'
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html */
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::IAM::Role': { name: 'RoleName', most: 64, arn: `iam::${account}:role` },
  'AWS::IAM::ManagedPolicy': { name: 'ManagedPolicyName', most: 128, arn: `iam::${account}:policy/`, ref: 'arn' },
  'AWS::Lambda::Function': { name: 'FunctionName', most: 64, arn: 'lambda:#:function:' },
  'AWS::SQS::Queue': { name: 'QueueName', most: 80, arn: 'sqs:#:', ref: 'url' },
  'AWS::SNS::Topic': { name: 'TopicName', most: 256, arn: 'sns:#:', ref: 'arn' },
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', most: 255, arn: 'dynamodb:#:table/' },
  'AWS::S3::Bucket': { name: 'BucketName', most: 63, arn: 's3:::' },
  'AWS::Events::EventBus': { name: 'Name', most: 256, arn: 'events:#:event-bus/' },
  'AWS::ECS::Cluster': { name: 'ClusterName', most: 255, arn: 'ecs:#:cluster/' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', most: 512, arn: 'logs:#:log-group:' },
}

/**
 * A value of a template with everything put in that the deployment alone knows, each as long as it may become. What it gives
 * is for measuring and not for use.
 */
export const worstCase = (value: unknown, where: Surroundings): unknown => {
  if (Array.isArray(value)) return value.map((each) => worstCase(each, where))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[key, argument] = []] = entries
  if (entries.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::')))
    return evaluate(key, argument, where)
  return Object.fromEntries(entries.map(([name, each]) => [name, worstCase(each, where)]))
}

/** The same as text: JSON without white space, which IAM does not count. */
export const worstText = (value: unknown, where: Surroundings): string => JSON.stringify(worstCase(value, where)) ?? ''

const evaluate = (key: string, argument: unknown, where: Surroundings): unknown => {
  if (key === 'Ref') return refOf(String(argument), where)
  const values = worstCase(argument, where)
  const [first, second] = Array.isArray(values) ? values : []
  switch (key) {
    case 'Fn::GetAtt':
      return attributeOf(String(first), String(second), where)
    case 'Fn::Join':
      return Array.isArray(second) ? second.map(textOf).join(String(first)) : textOf(second)
    case 'Fn::Split':
      return String(second).split(String(first))
    case 'Fn::Select':
      return Array.isArray(second) ? second[Number(first)] : textOf(second)
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${where.region}${zone}`)
    default:
      return 'x'.repeat(unknownLength)
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const pseudo = ({ region, stackName }: Surroundings): Readonly<Record<string, string>> => ({
  'AWS::Partition': partitionOf(region),
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::StackName': stackName,
  'AWS::StackId': `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${stackName}/12345678-1234-1234-1234-123456789012`,
  'AWS::URLSuffix': partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
})

const nameOf = (id: string, { Properties }: TemplateResource, { name, most }: Kind, where: Surroundings): string => {
  const given = Properties?.[name]
  // What CloudFormation makes is the stack's name, the logical id and twelve characters.
  return given === undefined
    ? `${where.stackName}-${id}-${'X'.repeat(12)}`.slice(0, most)
    : textOf(worstCase(given, where))
}

const arnOf = (name: string, resource: TemplateResource, kind: Kind, { region }: Surroundings): string => {
  const path = resource.Type === 'AWS::IAM::Role' ? String(resource.Properties?.Path ?? '/') : ''
  return `arn:${partitionOf(region)}:${kind.arn.replace('#', `${region}:${account}`)}${path}${name}`
}

const refOf = (id: string, where: Surroundings): string => {
  const known = pseudo(where)[id]
  if (known !== undefined) return known
  const resource = where.resources[id]
  const kind = resource && kinds[resource.Type]
  if (!kind) return 'x'.repeat(unknownLength)
  const name = nameOf(id, resource, kind, where)
  if (kind.ref === 'arn') return arnOf(name, resource, kind, where)
  return kind.ref === 'url' ? `https://sqs.${where.region}.amazonaws.com/${account}/${name}` : name
}

const attributeOf = (id: string, attribute: string, where: Surroundings): string => {
  const resource = where.resources[id]
  const kind = resource && kinds[resource.Type]
  if (!kind) return 'x'.repeat(unknownLength)
  const name = nameOf(id, resource, kind, where)
  return /Arn$/.test(attribute) ? arnOf(name, resource, kind, where) : name
}
