import { kindOf } from '../../../../functions/hours/targets/index.ts'
import { insufficientInstanceCapacity, unauthorized } from '../../../../local/faults/ec2.ts'
import { ec2Instances, type PlayedInstance } from '../../../../local/faults/ec2-instances.ts'
import type { Rule } from '../../../../local/faults/rule.ts'
import { ask, findAll, makeClock, observeOne, playAws } from './aws.ts'

const kind = kindOf('ec2-instances')
if (!kind) throw new Error('no such kind')
const id = 'i-0a1b2c3d4e5f60718'

const scene = (given: readonly PlayedInstance[], rules: readonly Rule[] = [], pageSize?: number) => {
  const clock = makeClock()
  const play = ec2Instances(clock.now, given, pageSize === undefined ? {} : { pageSize })
  return { clock, play, aws: playAws([...rules, play], clock.now) }
}

test('a stop is accepted, then happens', async () => {
  const { aws, clock } = scene([{ id }])
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'running' })
  expect(await ask(kind, { id, action: 'stop' }, aws)).toBeUndefined()
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'stopping' })
  clock.pass(60)
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'stopped', stoppedBy: "by a call of EC2's API" })
  const seen = await observeOne(kind, id, aws)
  expect(seen).not.toHaveProperty('reason')
  expect(seen.costs).toEqual({
    running: [{ item: 'ec2:m7g.large', count: 1 }],
    stopped: [{ item: 'ebs:gp3', count: 30 }],
  })
})

test('a start is proven by the status checks, and not by running', async () => {
  const { aws, clock } = scene([{ id, state: 'stopped' }])
  expect(await ask(kind, { id, action: 'start' }, aws)).toBeUndefined()
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'starting' })
  clock.pass(30)
  expect(await observeOne(kind, id, aws)).toMatchObject({
    state: 'running',
    unproven: 'status checks are initializing',
  })
  clock.pass(120)
  expect(await observeOne(kind, id, aws)).not.toHaveProperty('unproven')
})

test('a check that fails leaves a start unproven, and says so', async () => {
  const { aws, clock } = scene([{ id, state: 'stopped', checks: 'impaired' }])
  await ask(kind, { id, action: 'start' }, aws)
  clock.pass(300)
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'running', unproven: 'a status check fails' })
})

test('what has run for hours is not asked for its checks again', async () => {
  const { aws, clock } = scene([{ id }])
  clock.pass(10_000)
  await observeOne(kind, id, aws)
  expect(aws.takeActions()).toEqual(['DescribeInstances'])
})

test.each([
  ['Client.InternalError', 'kms:CreateGrant'],
  ['Server.InsufficientInstanceCapacity', 'no capacity'],
  ['Client.VolumeLimitExceeded', 'Service Quotas'],
  ['Server.InternalError', 'AWS Support'],
  ['Client.SomethingNew', 'AWS says: it is new'],
])('an instance that falls back to stopped says why: %s', async (code, words) => {
  const { aws, clock } = scene([{ id, state: 'stopped', startsEndWith: { code, message: 'it is new' } }])
  expect(await ask(kind, { id, action: 'start' }, aws)).toBeUndefined()
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'starting' })
  clock.pass(60)
  expect(await observeOne(kind, id, aws)).toMatchObject({
    state: 'stopped',
    reason: { code, words: expect.stringContaining(words) },
  })
})

test.each([
  ['Client.InstanceInitiatedShutdown', 'from inside the instance', false],
  ['Server.ScheduledStop', 'by AWS, because its host is retired', true],
  ['Client.UserInitiatedShutdown', "by a call of EC2's API", false],
])('who stopped it is said: %s', async (code, stoppedBy, hasReason) => {
  const { aws } = scene([{ id, state: 'stopped', reason: { code, message: code } }])
  const observed = await observeOne(kind, id, aws)
  expect(observed).toMatchObject({ state: 'stopped', stoppedBy })
  expect(observed.reason !== undefined).toBe(hasReason)
})

test.each<[string, Partial<PlayedInstance>, string]>([
  ['group-member', { tags: { 'aws:autoscaling:groupName': 'web' } }, 'the Auto Scaling group web'],
  ['instance-store', { instanceStore: true }, 'instance store'],
  ['spot-one-time', { spot: 'one-time' }, 'one-time Spot request'],
  ['managed', { operator: 'eks.amazonaws.com' }, 'eks.amazonaws.com manages it'],
])('AWS never stops it: %s', async (code, more, words) => {
  const { aws } = scene([{ id, ...more }])
  expect(await observeOne(kind, id, aws)).toMatchObject({
    state: 'cannot',
    reason: { code, words: expect.stringContaining(words) },
  })
})

test('a persistent Spot request is stopped like any other', async () => {
  const { aws } = scene([{ id, spot: 'persistent' }])
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'running' })
})

test.each([
  ['one that AWS does not know', []],
  ['one that was ended', [{ id, state: 'terminated' } as const]],
])('%s is gone', async (_, given) => {
  expect(await observeOne(kind, id, scene(given).aws)).toEqual({ state: 'gone' })
})

test('it hibernates only if it was made for it, and else is stopped', async () => {
  const other = 'i-00000000000000001'
  const { aws, play, clock } = scene([{ id, hibernation: true }, { id: other }])
  const orders = [id, other].map((each) => ({ id: each, action: 'stop' as const, hibernate: true }))
  expect([...(await kind.request(orders, aws.access)).values()]).toEqual([undefined, undefined])
  clock.pass(60)
  expect(play.instance(id)).toMatchObject({ state: 'stopped', hibernated: true })
  expect(play.instance(other)).toMatchObject({ state: 'stopped', hibernated: false })
  expect(kind.options?.({ kind: 'ec2-instances', hibernate: true })).toEqual({ hibernate: true })
})

test.each<[string, Partial<PlayedInstance>, 'start' | 'stop', boolean, string]>([
  ['OperationNotPermitted', { stopProtection: true }, 'stop', false, 'disableApiStop'],
  ['IncorrectInstanceState', { state: 'stopping' }, 'start', true, 'asked again'],
  ['IncorrectInstanceState', { state: 'pending' }, 'stop', true, 'asked again'],
  ['UnsupportedOperation', { instanceStore: true }, 'stop', false, 'instance store'],
  ['UnsupportedOperation', { spot: 'one-time' }, 'stop', false, 'one-time'],
  ['OperationNotPermitted', { operator: 'eks.amazonaws.com' }, 'stop', false, 'Another service of AWS'],
])('%s in words', async (code, more, action, transient, words) => {
  const { aws } = scene([{ id, ...more }])
  expect(await ask(kind, { id, action }, aws)).toMatchObject({ code, transient, words: expect.stringContaining(words) })
})

test('no capacity passes, and is no reason to give up; a missing permission is named', async () => {
  const none = scene([{ id, state: 'stopped' }], [insufficientInstanceCapacity()])
  expect(await ask(kind, { id, action: 'start' }, none.aws)).toMatchObject({
    code: 'InsufficientInstanceCapacity',
    transient: true,
  })
  const denied = scene([{ id }], [unauthorized()])
  expect(await ask(kind, { id, action: 'stop' }, denied.aws)).toMatchObject({
    code: 'denied',
    denied: 'ec2:StopInstances',
    transient: false,
  })
})

test('one bad id fails a batch of requests, and no batch of questions', async () => {
  const { aws, play } = scene([{ id }])
  const bad = 'i-0ffffffffffffffff'
  expect([...(await kind.observe([id, bad], aws.access)).values()].map(({ state }) => state)).toEqual([
    'running',
    'gone',
  ])
  const both = [id, bad].map((each) => ({ id: each, action: 'stop' as const }))
  await expect(kind.request(both, aws.access)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
  expect(play.instance(id)).toMatchObject({ state: 'running' })
  expect(await ask(kind, { id: bad, action: 'stop' }, aws)).toMatchObject({
    transient: false,
    words: expect.stringContaining('does not know'),
  })
})

describe('finding', () => {
  const given: PlayedInstance[] = [
    { id: 'i-1', tags: { Hours: 'office' } },
    { id: 'i-2', tags: { Hours: 'lab', 'nightshift:hours': 'off' } },
    { id: 'i-3', tags: { Hours: 'office', 'aws:autoscaling:groupName': 'web' } },
    { id: 'i-4', tags: { Other: 'office' } },
    { id: 'i-5', tags: { Hours: 'office' }, state: 'terminated' },
    { id: 'i-6', tags: { Hours: 'office', keep: 'yes' }, state: 'stopped' },
  ]

  test('by a tag with a value, by pages', async () => {
    const { aws } = scene(given, [], 1)
    expect(await findAll(kind, { tag: { key: 'Hours', value: 'office' } }, aws)).toEqual([{ id: 'i-1' }, { id: 'i-6' }])
    expect(aws.takeActions().length).toBeGreaterThan(1)
  })

  test("by a tag whose value names the calendar; what opts out says so, by the config's own tag too", async () => {
    const { aws } = scene(given)
    expect(await findAll(kind, { tag: { key: 'Hours' } }, aws)).toEqual([
      { id: 'i-1', tag: 'office' },
      { id: 'i-2', tag: 'lab', optedOut: true },
      { id: 'i-6', tag: 'office' },
    ])
    expect(await findAll(kind, { tag: { key: 'Hours' }, except: { key: 'keep' } }, aws)).toEqual([
      { id: 'i-1', tag: 'office' },
      { id: 'i-2', tag: 'lab' },
      { id: 'i-6', tag: 'office', optedOut: true },
    ])
  })

  test('by name, whether or not AWS knows it', async () => {
    expect(await findAll(kind, { names: ['i-2', 'i-9'] }, scene(given).aws)).toEqual([
      { id: 'i-2', optedOut: true },
      { id: 'i-9' },
    ])
  })

  test('3,000 instances are found by pages of 1,000 and seen by pieces of 200', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ id: `i-${index}`, tags: { Hours: 'office' } }))
    const { aws, clock } = scene(many)
    clock.pass(20_000)
    const found = await findAll(kind, { tag: { key: 'Hours', value: 'office' } }, aws)
    expect(found).toHaveLength(3_000)
    expect(aws.takeActions()).toHaveLength(3)
    const observed = await kind.observe(
      found.map(({ id: each }) => each),
      aws.access,
    )
    expect(observed.size).toBe(3_000)
    expect(aws.takeActions()).toHaveLength(15)
  }, 60_000)
})

test('the role may change only what is named, or bears the tag, and never what opts out', () => {
  const arns = { of: (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}` }
  const changing = (selector: object) =>
    kind.statements(selector, arns).filter(({ actions }) => actions.includes('ec2:StopInstances'))
  expect(changing({ names: [id] })).toEqual([
    {
      actions: ['ec2:StartInstances', 'ec2:StopInstances'],
      resources: [`arn:aws:ec2:eu-west-1:123456789012:instance/${id}`],
      conditions: { StringNotEquals: { 'aws:ResourceTag/nightshift:hours': 'off' } },
    },
  ])
  expect(changing({ tag: { key: 'Hours', value: 'office' } })).toMatchObject([
    {
      resources: ['arn:aws:ec2:eu-west-1:123456789012:instance/*'],
      conditions: { StringEquals: { 'aws:ResourceTag/Hours': 'office' } },
      wildcard: expect.stringMatching(/./),
    },
  ])
  expect(changing({ tag: { key: 'Hours' }, except: { key: 'keep' } })).toMatchObject([
    { conditions: { Null: { 'aws:ResourceTag/Hours': 'false', 'aws:ResourceTag/keep': 'true' } } },
  ])
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000'
  expect(kind.statements({ names: [id], kmsKeys: [key] }, arns)).toContainEqual({
    actions: ['kms:CreateGrant'],
    resources: [key],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': 'ec2.*' } },
  })
})
