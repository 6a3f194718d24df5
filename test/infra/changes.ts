import { diffTemplate, ResourceImpact } from '@aws-cdk/cloudformation-diff'
import type { StackTemplate } from '../../infra/limits/template.ts'
import type { TemplateResource } from '../../infra/limits/worst-case.ts'
import type { Templates } from './templates.ts'

/** What holds data that nobody can make again. */
const stateful = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EFS::FileSystem',
  'AWS::KMS::Key',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
])

/** The property that names a resource in its account, by type: two of one name cannot be there at once. */
export const nameOf: Readonly<Record<string, string>> = {
  'AWS::CloudFront::Function': 'Name',
  'AWS::CloudFront::KeyGroup': 'KeyGroupConfig.Name',
  'AWS::CloudFront::OriginAccessControl': 'OriginAccessControlConfig.Name',
  'AWS::CloudFront::PublicKey': 'PublicKeyConfig.Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBParameterGroup': 'DBParameterGroupName',
  'AWS::RDS::DBSubnetGroup': 'DBSubnetGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
}

interface Placed {
  readonly stack: string
  readonly id: string
  readonly resource: TemplateResource & { readonly DeletionPolicy?: string; readonly UpdateReplacePolicy?: string }
}

const placed = (templates: Templates): Placed[] =>
  Object.entries(templates).flatMap(([stack, { Resources = {} }]) =>
    Object.entries(Resources).map(([id, resource]) => ({ stack, id, resource })),
  )

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inside, key) => (inside as Readonly<Record<string, unknown>> | undefined)?.[key], value)

/** A name of the template's own, which is the same each time; nothing where CloudFormation or another resource makes it. */
const fixedName = ({ resource: { Type, Properties } }: Placed): string | undefined => {
  const path = nameOf[Type]
  const value = path && at(Properties, path.split('.'))
  if (value === undefined) return undefined
  const text = JSON.stringify(value)
  return /"Ref":"(?!AWS::)|Fn::(GetAtt|ImportValue|GetStackOutput)/.test(text) ? undefined : text
}

const retained = ({ resource: { DeletionPolicy } }: Placed): boolean => DeletionPolicy?.startsWith('Retain') ?? false

const placeOf = ({ stack, id }: Placed): string => `${stack}/${id}`

/** Every object in a value that has a key, with what stands there. */
const findAll = (value: unknown, key: string): unknown[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = Object.hasOwn(value, key) ? [(value as Readonly<Record<string, unknown>>)[key]] : []
  return [...own, ...Object.values(value).flatMap((part) => findAll(part, key))]
}

const exportsOf = ({ Outputs = {} }: StackTemplate): Map<string, string> =>
  new Map(
    Object.values(Outputs).flatMap((output) => {
      const name = at(output, ['Export', 'Name'])
      return name === undefined ? [] : [[JSON.stringify(name), JSON.stringify(at(output, ['Value']))] as const]
    }),
  )

/** CloudFormation keeps an export as it is for as long as another stack imports it, and stacks that export are updated first. */
const brokenExports = (before: Templates, after: Templates): string[] => {
  const imported = new Set(findAll(before, 'Fn::ImportValue').map((name) => JSON.stringify(name)))
  return Object.entries(after).flatMap(([stack, template]) => {
    const now = exportsOf(template)
    return [...exportsOf(before[stack] ?? {})].flatMap(([name, value]) =>
      imported.has(name) && now.get(name) !== value ? [`${stack}: the export ${name} is in use`] : [],
    )
  })
}

/** Outputs that a stack reads of another which has none such. */
const missingOutputs = (after: Templates): string[] =>
  findAll(after, 'Fn::GetStackOutput').flatMap((read) => {
    const { StackName, OutputName } = read as { readonly StackName: string; readonly OutputName: string }
    return after[StackName]?.Outputs?.[OutputName] ? [] : [`${StackName} has no output ${OutputName}`]
  })

/** Outputs and exports that were there and are not, or that another name stands for: what builds on them would lose them. */
export const lostOutputs = (before: Templates, after: Templates): string[] =>
  Object.entries(before).flatMap(([stack, template]) => {
    const now = after[stack] ?? {}
    const exported = exportsOf(now)
    return [
      ...Object.keys(template.Outputs ?? {}).flatMap((name) =>
        now.Outputs?.[name] ? [] : [`${stack} has lost its output ${name}`],
      ),
      ...[...exportsOf(template).keys()].flatMap((name) =>
        exported.has(name) ? [] : [`${stack} has lost its export ${name}`],
      ),
    ]
  })

const replaced = (before: Templates, after: Templates): string[] =>
  Object.entries(after).flatMap(([stack, template]) => {
    const found: string[] = []
    diffTemplate(before[stack] ?? {}, template).resources.forEachDifference((id, change) => {
      const place = { stack, id, resource: before[stack]?.Resources?.[id] ?? { Type: '' } }
      const replaces =
        change.changeImpact === ResourceImpact.WILL_REPLACE || change.changeImpact === ResourceImpact.MAY_REPLACE
      if (replaces && stateful.has(place.resource.Type))
        found.push(`${placeOf(place)} may be replaced, with what is in it`)
      if (replaces && fixedName(place) !== undefined)
        found.push(`${placeOf(place)} may be replaced, which CloudFormation refuses of what has a name of its own`)
      if (change.changeImpact === ResourceImpact.WILL_DESTROY && stateful.has(place.resource.Type))
        found.push(`${placeOf(place)} is deleted, with what is in it`)
    })
    return found
  })

/** Names that are given while another resource still has them: CloudFormation makes before it deletes, one stack after the other. */
const namesTwice = (before: Templates, after: Templates): string[] => {
  // A stack that the config has no more stays as it is.
  const left = placed(before).filter(({ stack }) => !after[stack])
  const now = [...left, ...placed(after)]
  const holders = new Map<string, string>()
  const found: string[] = []
  for (const each of [...placed(before), ...now]) {
    const name = fixedName(each)
    if (name === undefined) continue
    const key = `${each.resource.Type} ${name}`
    const holder = holders.get(key) ?? placeOf(each)
    holders.set(key, holder)
    if (holder !== placeOf(each)) found.push(`${placeOf(each)} takes the name ${name}, which ${holder} has`)
  }
  return found
}

/** What stays when it is taken out, or when the deployment that made it fails, and is in its own way the next time. */
const inItsOwnWay = (after: Templates): string[] =>
  placed(after).flatMap((each) =>
    retained(each) && fixedName(each) !== undefined
      ? [`${placeOf(each)} stays when it is taken out, and cannot be made again under the name ${fixedName(each)}`]
      : [],
  )

/**
 * What AWS would refuse, or what would be lost, when a deployment is changed from one to the other, stack by stack in the order
 * of their dependencies, as `cdk deploy --all` does.
 */
export const changeProblems = (before: Templates, after: Templates): string[] => [
  ...new Set([
    ...brokenExports(before, after),
    ...missingOutputs(after),
    ...replaced(before, after),
    ...namesTwice(before, after),
    ...inItsOwnWay(before),
    ...inItsOwnWay(after),
  ]),
]
