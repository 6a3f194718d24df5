import type { StackResourceSummary } from '@aws-sdk/client-cloudformation'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { autoScalingGroups } from './auto-scaling-groups.ts'
import { ec2Instances } from './ec2-instances.ts'
import { ecsServices, serviceId } from './ecs-services.ts'
import { rdsClusters } from './rds-clusters.ts'
import { rdsInstances } from './rds-instances.ts'
import { type Deed, type Meanings, reason, refusalFrom } from './refusals.ts'
import {
  allOf,
  defaultExcept,
  foundAs,
  isByTag,
  isMeant,
  pages,
  readStatement,
  type Selector,
  selectorShape,
  tagsOf,
} from './selectors.ts'
import type { Access, Arns, Found, Observed, TargetKind } from './target-kind.ts'

const load = async ({ client }: Access) => {
  const sdk = await import('../../../shared/sdk/cloudformation.ts')
  return { sdk, cloudFormation: client(sdk.CloudFormationClient) }
}

/** A kind as a stack uses it: whatever its schema, it finds by name. */
type Member = Pick<TargetKind, 'kind' | 'noun' | 'subjects'> & {
  readonly find: (selector: Selector, access: Access) => AsyncIterable<readonly Found[]>
}

/** The resource types that are stopped as another kind, and that kind's id of one. */
const stoppable: Readonly<
  Record<string, { readonly kind: Member; readonly idOf: (physicalId: string) => string | undefined }>
> = {
  'AWS::EC2::Instance': { kind: ec2Instances as unknown as Member, idOf: (id) => id },
  'AWS::RDS::DBInstance': { kind: rdsInstances as unknown as Member, idOf: (id) => id },
  'AWS::RDS::DBCluster': { kind: rdsClusters as unknown as Member, idOf: (id) => id },
  'AWS::AutoScaling::AutoScalingGroup': { kind: autoScalingGroups as unknown as Member, idOf: (id) => id },
  'AWS::ECS::Service': { kind: ecsServices as unknown as Member, idOf: serviceId },
}

/** What is paid by the hour in a stack and cannot be stopped, in words. */
const never: Readonly<Record<string, string>> = {
  'AWS::EC2::NatGateway': 'A NAT gateway is paid for as long as it exists.',
  'AWS::EC2::SpotFleet': 'A Spot fleet is no kind of target. Use an Auto Scaling group.',
  'AWS::EC2::EC2Fleet': 'A fleet is no kind of target. Use an Auto Scaling group.',
  'AWS::EC2::VPCEndpoint': 'An endpoint is paid for as long as it exists.',
  'AWS::ElasticLoadBalancing::LoadBalancer': 'A load balancer is paid for as long as it exists.',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'A load balancer is paid for as long as it exists.',
  'AWS::ElastiCache::CacheCluster': 'AWS cannot stop a cache.',
  'AWS::ElastiCache::ReplicationGroup': 'AWS cannot stop a cache.',
  'AWS::MemoryDB::Cluster': 'AWS cannot stop MemoryDB.',
  'AWS::OpenSearchService::Domain': 'AWS cannot stop a domain of OpenSearch.',
  'AWS::DocDB::DBCluster': 'Clusters of DocumentDB are no kind of target.',
  'AWS::Neptune::DBCluster': 'Clusters of Neptune are no kind of target.',
  'AWS::Redshift::Cluster': 'Clusters of Redshift are no kind of target.',
  'AWS::EKS::Nodegroup': 'EKS manages the group of its nodes. Scale it in the cluster.',
  'AWS::EKS::Cluster': 'AWS cannot stop the control plane of EKS.',
  'AWS::MSK::Cluster': 'AWS cannot stop MSK.',
  'AWS::AmazonMQ::Broker': 'AWS cannot stop a broker.',
  'AWS::SageMaker::Endpoint': 'AWS cannot stop an endpoint of SageMaker.',
  'AWS::Kinesis::Stream': 'AWS cannot stop a stream.',
}

const nested = 'AWS::CloudFormation::Stack'
/** Stacks within stacks that are followed. CloudFormation itself has no limit. */
const deepest = 10

const isThere = ({ ResourceStatus, PhysicalResourceId }: StackResourceSummary): boolean =>
  PhysicalResourceId !== undefined &&
  PhysicalResourceId !== '' &&
  ResourceStatus !== 'DELETE_COMPLETE' &&
  ResourceStatus !== 'CREATE_FAILED'

/** Everything in a stack and in those within it. @throws ValidationError of CloudFormation for one that is not there */
const resourcesOf = async (stack: string, access: Access, depth = 0): Promise<StackResourceSummary[]> => {
  const { sdk, cloudFormation } = await load(access)
  const read = (NextToken: string | undefined) =>
    cloudFormation.send(new sdk.ListStackResourcesCommand({ StackName: stack, NextToken }))
  const own = await allOf(
    pages(read, (page) => page.NextToken),
    (page) => page.StackResourceSummaries?.filter(isThere),
  )
  const all: StackResourceSummary[] = []
  for (const each of own)
    if (each.ResourceType !== nested) all.push(each)
    else if (depth < deepest) all.push(...(await resourcesOf(each.PhysicalResourceId ?? '', access, depth + 1)))
  return all
}

const isUnknownStack = (error: unknown): boolean => error instanceof Error && /does not exist/.test(error.message)

/** What a stack holds, as targets of their own kinds: those bear their own tag that opts out, and what never stops is named. */
const membersOf = async (name: string, selector: Selector, access: Access): Promise<Found[]> => {
  const resources = await resourcesOf(name, access)
  const ids = new Map<Member, Set<string>>()
  for (const { ResourceType = '', PhysicalResourceId = '' } of resources) {
    const known = stoppable[ResourceType]
    const id = known?.idOf(PhysicalResourceId)
    if (known && id !== undefined) ids.set(known.kind, (ids.get(known.kind) ?? new Set()).add(id))
  }
  const found: Found[] = []
  for (const [kind, names] of ids)
    for await (const page of kind.find({ names: [...names], except: selector.except ?? defaultExcept }, access))
      found.push(...page.map((each) => ({ ...each, kind: kind.kind })))
  const named = resources.flatMap(({ ResourceType = '', LogicalResourceId }) =>
    never[ResourceType] === undefined ? [] : [{ id: `${name}/${LogicalResourceId}/${ResourceType}` }],
  )
  return found.length > 0 ? [...found, ...named] : [{ id: name }, ...named]
}

async function* find(selector: Selector, access: Access): AsyncIterable<readonly Found[]> {
  const { names, tag } = selector
  for await (const stacks of names ? onePage(names) : tag ? byTag(selector, access) : onePage([]))
    for (const stack of stacks) {
      const { id, ...said } = typeof stack === 'string' ? { id: stack } : stack
      try {
        yield (await membersOf(id, selector, access)).map((each) => ({ ...each, ...said }))
      } catch (error) {
        if (!isUnknownStack(error)) throw error
        yield [{ id, ...said }]
      }
    }
}

async function* onePage(names: readonly string[]): AsyncIterable<readonly string[]> {
  yield names
}

/** Stacks by tag. Those within others inherit their tags, and come with them. */
async function* byTag(selector: Selector, access: Access): AsyncIterable<readonly Found[]> {
  const { sdk, cloudFormation } = await load(access)
  const read = (NextToken: string | undefined) => cloudFormation.send(new sdk.DescribeStacksCommand({ NextToken }))
  for await (const { Stacks = [] } of pages(read, (page) => page.NextToken))
    yield Stacks.flatMap(({ StackName: id, Tags, ParentId }) => {
      const tags = tagsOf(Tags)
      return id !== undefined && ParentId === undefined && isMeant(selector, tags) ? [foundAs(id, selector, tags)] : []
    })
}

/** What is left of a stack itself: that it is not there, that it holds nothing, and what in it never stops. */
const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const observed = new Map<string, Observed>()
  for (const id of ids) {
    const [name = '', , type] = id.split('/')
    if (type !== undefined) {
      observed.set(id, {
        state: 'cannot',
        reason: reason('never-stops', `${never[type] ?? 'AWS cannot stop it.'} (${type})`),
      })
      continue
    }
    const { sdk, cloudFormation } = await load(access)
    try {
      await cloudFormation.send(new sdk.ListStackResourcesCommand({ StackName: name }))
      const words = 'Nothing in the stack can be stopped. Take it out of hours.targets.'
      observed.set(id, { state: 'cannot', reason: reason('nothing-to-stop', words) })
    } catch (error) {
      if (!isUnknownStack(error)) throw error
      observed.set(id, { state: 'gone' })
    }
  }
  return observed
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'cloudformation:ListStackResources',
  stop: 'cloudformation:ListStackResources',
  size: 'cloudformation:ListStackResources',
  observe: 'cloudformation:ListStackResources',
  find: 'cloudformation:ListStackResources',
}
const meanings: Meanings = {
  ValidationError: (message) => ({ words: `CloudFormation refuses: ${message.slice(0, 300)}`, transient: false }),
}

/** Changes of what CloudFormation made in these stacks: it marks each resource with the stack's name. */
const changes = (selector: Selector, { of }: Arns) => {
  const { names, tag } = selector
  // A stack within another is called NAME-LOGICALID-RANDOM.
  const stacks = (names ?? []).flatMap((name) => [name, `${name}-*-*`])
  const except = selector.except ?? defaultExcept
  const ofStacks: Readonly<Record<string, string | readonly string[]>> = names
    ? { 'aws:ResourceTag/aws:cloudformation:stack-name': stacks }
    : { [`aws:ResourceTag/${tag?.key ?? ''}`]: tag?.value ?? '*' }
  const conditions = {
    StringLike: ofStacks,
    StringNotLike: { [`aws:ResourceTag/${except.key}`]: except.value ?? '*' },
  }
  const wildcard = 'What is in a stack is known only when it is listed; its tags say which stack made it.'
  return [
    {
      actions: ['ec2:StartInstances', 'ec2:StopInstances'],
      resources: [of('ec2', 'instance/*')],
      conditions,
      wildcard,
    },
    { actions: ['rds:StartDBInstance', 'rds:StopDBInstance'], resources: [of('rds', 'db:*')], conditions, wildcard },
    { actions: ['rds:StartDBCluster', 'rds:StopDBCluster'], resources: [of('rds', 'cluster:*')], conditions, wildcard },
    {
      actions: ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:SuspendProcesses', 'autoscaling:ResumeProcesses'],
      resources: [of('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')],
      conditions,
      wildcard,
    },
    { actions: ['ecs:UpdateService'], resources: [of('ecs', 'service/*')], conditions, wildcard },
  ]
}

/** What reading of the members needs, whatever they are. */
const reads = (arns: Arns) =>
  [ec2Instances, rdsInstances, rdsClusters, autoScalingGroups, ecsServices].flatMap((kind) =>
    // Every kind puts what it reads before what it changes; a name that cannot be keeps the latter apart.
    kind
      .statements({ tag: { key: 'unused' } } as never, arns)
      .filter(({ actions }) => actions.every((action) => /:(Describe|List|GetResources|Register)/.test(action))),
  )

const schema = (kit: SchemaKit) =>
  kit.z.strictObject(
    selectorShape(kit, /^[a-zA-Z][a-zA-Z0-9-]{0,127}$/, 'the name of a CloudFormation stack, not its ARN'),
  )

/**
 * Whole stacks: everything in them that can be stopped, each as a target of its own kind, and the stacks within them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
export const stacks: TargetKind<ReturnType<typeof schema>> = {
  kind: 'stacks',
  noun: 'stack',
  schema,
  isByTag,
  batch: { observe: 10, request: 10 },
  interruptible: false,
  scaling: [],
  within: { start: 900, stop: 900 },
  find,
  observe,
  // What a stack holds is asked for as what it is.
  request: async (orders) => new Map(orders.map(({ id }) => [id, undefined])),
  subjects: () => [],
  refusalOf: (error, _id, deed) => refusalFrom(error, deed, { permissions, meanings }),
  statements: (selector, arns) => [
    ...(selector.names
      ? [
          {
            actions: ['cloudformation:ListStackResources'],
            resources: selector.names
              .flatMap((name) => [`stack/${name}/*`, `stack/${name}-*/*`])
              .map((each) => arns.of('cloudformation', each)),
            wildcard: 'The ARN of a stack has an id in it; stacks within it begin with its name.',
          },
        ]
      : [readStatement('cloudformation:DescribeStacks', 'cloudformation:ListStackResources')]),
    ...reads(arns),
    ...changes(selector, arns),
  ],
}
