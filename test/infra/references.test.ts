import { unsaidLoops } from './loops.ts'
import { nameRepeats } from './references.ts'
import { synthesised } from './templates.ts'
import { everything, existing, manyJobs, twoOfEach } from './variants.ts'

const variants = [
  ['an existing VPC', existing],
  ['jobs', twoOfEach(manyJobs)],
  ['everything', twoOfEach(everything)],
] as const

/**
 * What is named as text on purpose: the night shift waits for neither the web service nor the database, so that a bad image keeps
 * no alarm from being deployed. The collector reports what is not there yet, and looks again five minutes later.
 */
const meant = /^MetricsCollectFunction\w+\.Environment\.Variables\.ESTATE_(CLUSTER|SERVICE|DATABASE)$/

describe.each(variants)('%s', (_, config) => {
  const synthesis = synthesised(config)

  test("no property repeats another resource's name without waiting for it", () => {
    expect(nameRepeats(synthesis).filter(({ property }) => !meant.test(property))).toEqual([])
  })

  test('a function that feeds the queue from which it takes says so', () => {
    expect(Object.values(synthesis.templates).flatMap(unsaidLoops)).toEqual([])
  })
})

const resource = (Type: string, Properties: object, more: object = {}) => ({ Type, Properties, ...more })
const stacks = (templates: Readonly<Record<string, object>>, after: Readonly<Record<string, readonly string[]>> = {}) =>
  nameRepeats({
    templates: Object.fromEntries(
      Object.entries(templates).map(([name, Resources]) => [name, { Resources: Resources as never }]),
    ),
    after,
  }).map(({ stack, property, of }) => `${stack} ${property} ${of}`)

describe('a name that is repeated', () => {
  const group = resource('AWS::Logs::LogGroup', { LogGroupName: '/shop/orders' })
  const filter = (name: unknown, more: object = {}) =>
    resource('AWS::Logs::MetricFilter', { LogGroupName: name, FilterPattern: 'ERROR' }, more)
  const table = resource('AWS::DynamoDB::GlobalTable', { TableName: 'shop-orders' })
  const named = (name: unknown) => resource('AWS::Lambda::Function', { Environment: { Variables: { TABLE: name } } })

  test.each([
    ['as text', { Group: group, Filter: filter('/shop/orders') }, ['shop Filter.LogGroupName shop/Group']],
    [
      'in an ARN',
      { Table: table, Fn: named('arn:aws:dynamodb:eu-west-1:123456789012:table/shop-orders') },
      ['shop Fn.Environment.Variables.TABLE shop/Table'],
    ],
    [
      'in a part of a joined ARN',
      {
        Table: table,
        Fn: named({
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:::table/shop-orders/index/open']],
        }),
      },
      ['shop Fn.Environment.Variables.TABLE.Fn::Join shop/Table'],
    ],
    ['by reference', { Group: group, Filter: filter({ Ref: 'Group' }) }, []],
    ['with DependsOn', { Group: group, Filter: filter('/shop/orders', { DependsOn: ['Group'] }) }, []],
    [
      'with what depends on it',
      {
        Group: group,
        Table: resource('AWS::DynamoDB::GlobalTable', { TableName: 'shop-orders' }, { DependsOn: 'Group' }),
        Filter: filter('/shop/orders', { DependsOn: 'Table' }),
      },
      [],
    ],
    ['as a part of a longer one', { Table: table, Fn: named('shop-orders-of-old') }, []],
    [
      'for people to read',
      {
        Table: table,
        Alarm: resource('AWS::CloudWatch::Alarm', { AlarmDescription: 'shop-orders' }),
      },
      [],
    ],
  ])('%s', (_, resources, expected) => {
    expect(stacks({ shop: resources })).toEqual(expected)
  })

  test('by another stack, which waits for it or not', () => {
    const both = { network: { Group: group }, shop: { Filter: filter('/shop/orders') } }
    expect(stacks(both)).toEqual(['shop Filter.LogGroupName network/Group'])
    expect(stacks(both, { shop: ['network'] })).toEqual([])
  })
})

describe('a loop', () => {
  const get = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
  const loop = (statement: object, { fn = {}, more = {} }: { readonly fn?: object; readonly more?: object } = {}) =>
    unsaidLoops({
      Resources: {
        Queue: resource('AWS::SQS::Queue', {}),
        Fn: resource('AWS::Lambda::Function', { Role: get('Role'), ...fn }),
        Role: resource('AWS::IAM::Role', {}),
        Policy: resource('AWS::IAM::Policy', { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [statement] } }),
        Trigger: resource('AWS::Lambda::EventSourceMapping', {
          FunctionName: { Ref: 'Fn' },
          EventSourceArn: get('Queue'),
        }),
        ...more,
      } as never,
    })
  const sends = { Effect: 'Allow', Action: ['sqs:GetQueueUrl', 'sqs:SendMessage'], Resource: get('Queue') }

  test('is found, and may be meant', () => {
    expect(loop(sends)).toEqual(['Fn takes from Queue and feeds it'])
    expect(loop(sends, { fn: { RecursiveLoop: 'Terminate' } })).toHaveLength(1)
    expect(loop(sends, { fn: { RecursiveLoop: 'Allow' } })).toEqual([])
  })

  test.each([
    ['everything', { ...sends, Action: '*', Resource: '*' }, 1],
    ['every action of SQS', { ...sends, Action: 'sqs:*' }, 1],
    ['another queue', { ...sends, Resource: get('Other') }, 0],
    ['only to read', { ...sends, Action: 'sqs:ReceiveMessage' }, 0],
    ['what is forbidden', { ...sends, Effect: 'Deny' }, 0],
  ])('by a policy about %s', (_, statement, count) => {
    expect(loop(statement)).toHaveLength(count)
  })

  test('leads through a bucket or a topic too', () => {
    const bucket = resource('AWS::S3::Bucket', {
      NotificationConfiguration: { QueueConfigurations: [{ Queue: get('Queue') }] },
    })
    const writes = { Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [get('Bucket'), '/*']] } }
    expect(loop(writes, { more: { Bucket: bucket } })).toEqual(['Fn takes from Queue and feeds it through Bucket'])
    const subscription = resource('AWS::SNS::Subscription', { TopicArn: { Ref: 'Topic' }, Endpoint: get('Queue') })
    const publishes = { Action: 'sns:Publish', Resource: { Ref: 'Topic' } }
    expect(loop(publishes, { more: { Subscription: subscription } })).toEqual([
      'Fn takes from Queue and feeds it through Topic',
    ])
  })
})
