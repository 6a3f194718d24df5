import { kindOf } from '../../../../functions/hours/targets/index.ts'
import {
  concurrentUpdate,
  failedResourceAccess,
  type PlayedScalableTarget,
  scalableTargets,
  scalingDenied,
} from '../../../../local/faults/application-auto-scaling.ts'
import {
  ecsServerException,
  ecsServices,
  type PlayedService,
  serviceNotActive,
} from '../../../../local/faults/ecs-services.ts'
import type { Rule } from '../../../../local/faults/rule.ts'
import { taggedResources } from '../../../../local/faults/tagging.ts'
import { ask, findAll, makeClock, observeOne, playAws } from './aws.ts'

const kind = kindOf('ecs-services')
if (!kind) throw new Error('no such kind')
const all = ['DynamicScalingIn', 'DynamicScalingOut', 'ScheduledScaling']
const web: PlayedService = { cluster: 'shop', name: 'web', desired: 3 }
const id = 'shop/web'
const scaled: PlayedScalableTarget = { resource: 'service/shop/web', min: 2, max: 6 }
const allSuspended = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
}

const scene = (
  services: readonly PlayedService[],
  targets: readonly PlayedScalableTarget[] = [],
  rules: readonly Rule[] = [],
) => {
  const clock = makeClock()
  const play = ecsServices(clock.now, services)
  const scaling = scalableTargets(targets, play)
  const tagging = taggedResources(
    () =>
      services.map(({ cluster, name, tags = {} }) => ({
        arn: `arn:aws:ecs:ap-northeast-2:123456789012:service/${cluster}/${name}`,
        tags,
      })),
    1,
  )
  return { clock, play, scaling, aws: playAws([...rules, play, scaling, tagging], clock.now) }
}

test('a service without scaling: its count is taken, and given back', async () => {
  const { aws, clock, play } = scene([web])
  const seen = await observeOne(kind, id, aws)
  expect(seen).toMatchObject({ state: 'running', size: { desired: 3 } })
  expect(seen).not.toHaveProperty('suspended')
  expect(await ask(kind, { id, action: 'stop', scaling: all }, aws)).toBeUndefined()
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'stopping' })
  clock.pass(60)
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'stopped', size: { desired: 0 } })
  expect(await ask(kind, { id, action: 'start', size: { desired: 3 } }, aws)).toBeUndefined()
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'starting' })
  clock.pass(60)
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'running' })
  expect(play.service(id)).toMatchObject({ desired: 3, running: 3 })
})

test('with scaling: all three are suspended before the count is 0, and the bounds stay', async () => {
  const { aws, scaling, play } = scene([web], [scaled])
  expect(await observeOne(kind, id, aws)).toMatchObject({ size: { min: 2, desired: 3 }, suspended: [] })
  aws.takeActions()
  expect(await ask(kind, { id, action: 'stop', scaling: all }, aws)).toBeUndefined()
  expect(aws.takeActions()).toEqual(['DescribeScalableTargets', 'RegisterScalableTarget', 'UpdateService'])
  expect(scaling.target('service/shop/web')).toMatchObject({ min: 2, max: 6, suspended: allSuspended })
  expect(play.service(id)).toMatchObject({ desired: 0 })
})

test('on start the count comes first, within the bounds, and then only what we suspended goes on', async () => {
  const { aws, scaling, play } = scene([{ ...web, desired: 0 }], [{ ...scaled, suspended: allSuspended }])
  const order = {
    id,
    action: 'start',
    size: { min: 2, desired: 9 },
    scaling: ['DynamicScalingIn', 'ScheduledScaling'],
  } as const
  expect(await ask(kind, order, aws)).toBeUndefined()
  expect(aws.takeActions()).toEqual(['DescribeScalableTargets', 'UpdateService', 'RegisterScalableTarget'])
  expect(play.service(id)).toMatchObject({ desired: 6 })
  expect(scaling.target('service/shop/web')).toMatchObject({
    min: 2,
    max: 6,
    suspended: { ...allSuspended, DynamicScalingInSuspended: false, ScheduledScalingSuspended: false },
  })
})

test('a rule raises the minimum and the count, and lowers both again without scaling in between', async () => {
  const { aws, scaling, play } = scene([web], [scaled])
  expect(await ask(kind, { id, action: 'size', size: { min: 5, desired: 5 } }, aws)).toBeUndefined()
  expect(scaling.target('service/shop/web')).toMatchObject({ min: 5, max: 6 })
  expect(play.service(id)).toMatchObject({ desired: 5 })
  aws.takeActions()
  expect(await ask(kind, { id, action: 'size', size: { min: 2, desired: 3 } }, aws)).toBeUndefined()
  expect(aws.takeActions()).toEqual(['DescribeScalableTargets', 'RegisterScalableTarget', 'UpdateService'])
  expect(scaling.target('service/shop/web')).toMatchObject({ min: 2 })
  expect(play.service(id)).toMatchObject({ desired: 3 })
})

test('a minimum of a rule is a count where nothing scales, and more than the maximum is refused in words', async () => {
  const plain = scene([web])
  expect(await ask(kind, { id, action: 'size', size: { min: 10 } }, plain.aws)).toBeUndefined()
  expect(plain.play.service(id)).toMatchObject({ desired: 10 })
  const { aws, play } = scene([web], [scaled])
  expect(await ask(kind, { id, action: 'size', size: { min: 10 } }, aws)).toMatchObject({
    code: 'beyond-maximum',
    transient: false,
    words: expect.stringContaining('10 is more than the maximum of its scaling, 6'),
  })
  expect(play.service(id)).toMatchObject({ desired: 3 })
})

test('a DAEMON service has no count, whether it is seen or asked', async () => {
  const { aws } = scene([{ ...web, strategy: 'DAEMON' }])
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'cannot', reason: { code: 'daemon' } })
  expect(await ask(kind, { id, action: 'stop' }, aws)).toMatchObject({
    code: 'InvalidParameterException',
    transient: false,
    words: expect.stringContaining('DAEMON'),
  })
})

test.each([
  ['was unable to place a task because no container instance met all of its requirements. RESOURCE:CPU', 'no-capacity'],
  ['(port 80) is unhealthy in (target-group web)', 'tasks-fail'],
])('tasks that do not come up say why: %s', async (tasksFailWith, code) => {
  const { aws, clock } = scene([{ ...web, desired: 0, tasksFailWith }])
  await ask(kind, { id, action: 'start', size: { desired: 3 } }, aws)
  clock.pass(600)
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'starting', reason: { code } })
})

test('a service that is short of tasks runs, and is not proven', async () => {
  const { aws } = scene([{ ...web, running: 2 }])
  expect(await observeOne(kind, id, aws)).toMatchObject({ state: 'running', unproven: '2 of 3 tasks run' })
})

test.each<[string, Rule, boolean]>([
  ['ConcurrentUpdateException', concurrentUpdate(), true],
  ['FailedResourceAccessException', failedResourceAccess({ action: 'RegisterScalableTarget' }), false],
  ['denied', scalingDenied(), false],
])('while its scaling cannot be suspended its count is left alone: %s', async (code, rule, transient) => {
  const { aws, play } = scene([web], [scaled], [rule])
  expect(await ask(kind, { id, action: 'stop', scaling: all }, aws)).toMatchObject({ code, transient })
  expect(play.service(id)).toMatchObject({ desired: 3 })
})

test.each<[string, Rule, boolean]>([
  ['ServiceNotActiveException', serviceNotActive(), false],
  ['ServerException', ecsServerException(), true],
])('%s', async (code, rule, transient) => {
  expect(await ask(kind, { id, action: 'stop' }, scene([web], [], [rule]).aws)).toMatchObject({ code, transient })
})

test.each([
  ['a service that ECS does not know', 'shop/x'],
  ['a cluster that ECS does not know', 'other/web'],
  ['one that is being deleted', 'shop/old'],
])('%s is gone, and the others are seen', async (_, gone) => {
  const { aws } = scene([web, { cluster: 'shop', name: 'old', desired: 1, status: 'DRAINING' }])
  const seen = await kind.observe([id, gone], aws.access)
  expect([seen.get(id)?.state, seen.get(gone)?.state]).toEqual(['running', 'gone'])
})

test('found by tag over pages, in all clusters, and by name', async () => {
  const { aws } = scene([
    { ...web, tags: { Hours: 'office' } },
    { cluster: 'lab', name: 'api', desired: 1, tags: { Hours: 'lab', 'nightshift:hours': 'off' } },
    { cluster: 'lab', name: 'other', desired: 1 },
  ])
  expect(await findAll(kind, { tag: { key: 'Hours' } }, aws)).toEqual([
    { id: 'shop/web', tag: 'office' },
    { id: 'lab/api', tag: 'lab', optedOut: true },
  ])
  expect(await findAll(kind, { tag: { key: 'Hours', value: 'office' } }, aws)).toEqual([{ id: 'shop/web' }])
  expect(await findAll(kind, { names: ['lab/api', 'lab/x'] }, aws)).toEqual([
    { id: 'lab/api', optedOut: true },
    { id: 'lab/x' },
  ])
})

test('services are seen ten at a time, and their scaling fifty at a time', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ({ cluster: 'shop', name: `s${index}`, desired: 1 }))
  const { aws } = scene(many)
  const seen = await kind.observe(
    many.map(({ name }) => `shop/${name}`),
    aws.access,
  )
  expect(seen.size).toBe(100)
  expect(aws.takeActions().toSorted()).toEqual([
    ...Array(2).fill('DescribeScalableTargets'),
    ...Array(10).fill('DescribeServices'),
    ...Array(20).fill('DescribeTaskDefinition'),
  ])
})

describe('what a service costs', () => {
  const billed = (item: string, count: number) => ({ item, count })

  test.each<[string, Partial<PlayedService>, object[]]>([
    ['on x86', {}, [billed('fargate:x86_64:vcpu', 1.5), billed('fargate:x86_64:gb', 3)]],
    [
      'on ARM, with more storage than is free',
      { task: { cpu: '2048', memory: '4096', architecture: 'ARM64', storage: 50 } },
      [billed('fargate:arm64:vcpu', 6), billed('fargate:arm64:gb', 12), billed('fargate:storage', 90)],
    ],
    [
      'by a strategy of Fargate alone',
      { providers: ['FARGATE'] },
      [billed('fargate:x86_64:vcpu', 1.5), billed('fargate:x86_64:gb', 3)],
    ],
    [
      'on Spot, which no list has',
      { providers: ['FARGATE', 'FARGATE_SPOT'] },
      [billed('fargate-spot:x86_64:vcpu', 1.5), billed('fargate-spot:x86_64:gb', 3)],
    ],
    [
      'on Windows, which no list has',
      { task: { system: 'WINDOWS_SERVER_2022_CORE' } },
      [billed('fargate:windows:vcpu', 1.5), billed('fargate:windows:gb', 3)],
    ],
  ])('%s', async (name, more, running) => {
    const { aws, clock } = scene([{ ...web, name: name.replaceAll(/\W/g, '-'), ...more }])
    const service = `shop/${name.replaceAll(/\W/g, '-')}`
    expect((await observeOne(kind, service, aws)).costs).toEqual({ running, stopped: [] })
    expect((await observeOne(kind, service, aws)).costs).toEqual({ running, stopped: [] })
    expect(aws.takeActions().filter((action) => action === 'DescribeTaskDefinition')).toHaveLength(1)
    await ask(kind, { id: service, action: 'stop' }, aws)
    clock.pass(60)
    expect(await observeOne(kind, service, aws)).not.toHaveProperty('costs')
  })

  test('on instances a task costs nothing itself, and is not read', async () => {
    const { aws } = scene([
      { ...web, name: 'own', launchType: 'EC2' },
      { ...web, name: 'mixed', providers: ['mine'] },
    ])
    for (const name of ['own', 'mixed']) expect(await observeOne(kind, `shop/${name}`, aws)).not.toHaveProperty('costs')
    expect(aws.takeActions()).not.toContain('DescribeTaskDefinition')
  })

  test('a missing permission, or an outage, is in the way of nothing, and the costs come later', async () => {
    let isDenied = true
    const refuse: Rule = {
      name: 'refused',
      before: ({ action }) =>
        isDenied && action === 'DescribeTaskDefinition'
          ? { refuse: { status: 400, code: 'AccessDeniedException', message: 'not authorized' } }
          : undefined,
    }
    const { aws } = scene([{ ...web, name: 'denied' }], [], [refuse])
    const seen = await observeOne(kind, 'shop/denied', aws)
    expect([seen.state, seen.costs]).toEqual(['running', undefined])
    isDenied = false
    expect((await observeOne(kind, 'shop/denied', aws)).costs?.running).toHaveLength(2)
  })
})
