import { type StackTemplate, targetOf } from '../../infra/limits/template.ts'
import type { TemplateResource } from '../../infra/limits/worst-case.ts'

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly Resource?: unknown
}

type Resources = Readonly<Record<string, TemplateResource>>

const ofType = (resources: Resources, type: string): [string, Readonly<Record<string, unknown>>][] =>
  Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => (Type === type ? [[id, Properties]] : []))

const statementsOf = (document: unknown): Statement[] =>
  [(document as { readonly Statement?: Statement | Statement[] } | undefined)?.Statement ?? []].flat()

/** What the policies of a role allow: its own, and those that are put on it. */
const rightsOf = (resources: Resources, role: string | undefined): Statement[] => {
  const own = (resources[role ?? '']?.Properties?.Policies ?? []) as readonly { readonly PolicyDocument?: unknown }[]
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => ofType(resources, type))
    .filter(([, { Roles }]) => [Roles ?? []].flat().some((each) => targetOf(each) === role))
  return [...own.map(({ PolicyDocument }) => PolicyDocument), ...attached.map(([, each]) => each.PolicyDocument)]
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect !== 'Deny')
}

/** Whether a role may do something to a resource, by its own ARN, a part of it or everything. */
const may = (rights: readonly Statement[], action: string, id: string): boolean => {
  const [service = ''] = action.split(':')
  return rights.some(
    ({ Action = [], Resource }) =>
      [Action].flat().some((each) => [action, `${service}:*`, '*'].includes(each)) &&
      [Resource].flat().some((each) => each === '*' || mentions(each, id)),
  )
}

/** Whether a value refers to a resource, anywhere inside. */
const mentions = (value: unknown, id: string): boolean =>
  targetOf(value) === id ||
  (typeof value === 'object' && value !== null && Object.values(value).some((each) => mentions(each, id)))

/** Ids of buckets that report to a queue what is put into them, and of topics that it has subscribed to. */
const feedersOf = (resources: Resources, queue: string): { readonly buckets: string[]; readonly topics: string[] } => ({
  buckets: ofType(resources, 'AWS::S3::Bucket')
    .filter(([, { NotificationConfiguration }]) => mentions(NotificationConfiguration, queue))
    .map(([id]) => id),
  topics: ofType(resources, 'AWS::SNS::Subscription')
    .filter(([, { Endpoint }]) => mentions(Endpoint, queue))
    .flatMap(([, { TopicArn }]) => targetOf(TopicArn) ?? []),
})

/**
 * Functions that take from a queue and may put into it, by themselves or through a bucket or a topic, without `RecursiveLoop:
 * Allow`: Lambda ends such a chain after some 16 rounds, and the message is lost to the dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const unsaidLoops = ({ Resources = {} }: StackTemplate): string[] =>
  ofType(Resources, 'AWS::Lambda::EventSourceMapping').flatMap(([, { EventSourceArn, FunctionName }]) => {
    const [fn, queue] = [targetOf(FunctionName), targetOf(EventSourceArn)]
    if (fn === undefined || queue === undefined || Resources[queue]?.Type !== 'AWS::SQS::Queue') return []
    const properties = Resources[fn]?.Properties ?? {}
    const rights = rightsOf(Resources, targetOf(properties.Role))
    const { buckets, topics } = feedersOf(Resources, queue)
    const ways = [
      ...(may(rights, 'sqs:SendMessage', queue) ? ['itself'] : []),
      ...buckets.filter((bucket) => may(rights, 's3:PutObject', bucket)),
      ...topics.filter((topic) => may(rights, 'sns:Publish', topic)),
    ]
    return properties.RecursiveLoop === 'Allow'
      ? []
      : ways.map((way) => `${fn} takes from ${queue} and feeds it${way === 'itself' ? '' : ` through ${way}`}`)
  })
