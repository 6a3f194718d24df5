import { kindOf } from '../../../../functions/hours/targets/index.ts'
import {
  autoScalingDenied,
  autoScalingGroups,
  type PlayedGroup,
  resourceContention,
  scalingActivityInProgress,
} from '../../../../local/faults/auto-scaling.ts'
import type { Rule } from '../../../../local/faults/rule.ts'
import { ask, findAll, makeClock, observeOne, playAws } from './aws.ts'

const kind = kindOf('auto-scaling-groups')
if (!kind) throw new Error('no such kind')
const web: PlayedGroup = { name: 'web', min: 2, max: 6, desired: 3 }
const both = ['AlarmNotification', 'ScheduledActions']

const scene = (given: readonly PlayedGroup[], rules: readonly Rule[] = [], pageSize?: number) => {
  const clock = makeClock()
  const play = autoScalingGroups(clock.now, given, pageSize === undefined ? {} : { pageSize })
  return { clock, play, aws: playAws([...rules, play], clock.now) }
}

test('its scaling is suspended first, then it is emptied, and stopped is no instance left', async () => {
  const { aws, clock, play } = scene([web])
  expect(await observeOne(kind, 'web', aws)).toMatchObject({
    state: 'running',
    size: { min: 2, desired: 3 },
    suspended: [],
  })
  aws.takeActions()
  expect(await ask(kind, { id: 'web', action: 'stop', scaling: both }, aws)).toBeUndefined()
  expect(aws.takeActions()).toEqual(['SuspendProcesses', 'UpdateAutoScalingGroup'])
  expect(await observeOne(kind, 'web', aws)).toMatchObject({ state: 'stopping', size: { min: 0, desired: 0 } })
  clock.pass(70)
  expect(await observeOne(kind, 'web', aws)).toMatchObject({ state: 'stopped', suspended: both })
  expect(play.group('web')).toMatchObject({ min: 0, max: 6, desired: 0, instances: 0 })
})

test('its size comes first and then only what is named goes on; running is its count in service', async () => {
  const { aws, clock, play } = scene([{ ...web, min: 0, desired: 0, suspended: [...both, 'AZRebalance'] }])
  aws.takeActions()
  const order = { id: 'web', action: 'start', size: { min: 2, desired: 3 }, scaling: ['ScheduledActions'] } as const
  expect(await ask(kind, order, aws)).toBeUndefined()
  expect(aws.takeActions()).toEqual(['DescribeAutoScalingGroups', 'UpdateAutoScalingGroup', 'ResumeProcesses'])
  expect(play.group('web')).toMatchObject({ min: 2, desired: 3, suspended: ['AZRebalance', 'AlarmNotification'] })
  expect(await observeOne(kind, 'web', aws)).toMatchObject({ state: 'starting' })
  clock.pass(100)
  const up = await observeOne(kind, 'web', aws)
  expect(up).toMatchObject({ state: 'running', suspended: ['AlarmNotification'] })
  expect(up).not.toHaveProperty('unproven')
})

test('a group that is short of instances runs, and is not proven', async () => {
  const { aws, play } = scene([web])
  play.change('web', { desired: 5 })
  expect(await observeOne(kind, 'web', aws)).toMatchObject({
    state: 'running',
    unproven: '3 of 5 instances are in service',
  })
})

test('a maximum that was lowered meanwhile cuts what it gets back, and is never touched', async () => {
  const { aws, play } = scene([{ ...web, min: 0, desired: 0, max: 2 }])
  expect(await ask(kind, { id: 'web', action: 'start', size: { min: 3, desired: 4 } }, aws)).toBeUndefined()
  expect(play.group('web')).toMatchObject({ min: 2, desired: 2, max: 2 })
})

test('a size of a rule that is more than the maximum is refused in words', async () => {
  const { aws, play } = scene([web])
  expect(await ask(kind, { id: 'web', action: 'size', size: { min: 10, desired: 10 } }, aws)).toMatchObject({
    transient: false,
    words: expect.stringContaining('Raise its maximum'),
  })
  expect(play.group('web')).toMatchObject({ min: 2, desired: 3 })
  expect(await ask(kind, { id: 'web', action: 'size', size: { min: 5, desired: 5 } }, aws)).toBeUndefined()
  expect(play.group('web')).toMatchObject({ min: 5, desired: 5, max: 6 })
})

test.each([
  ['We currently do not have sufficient m7g.large capacity in the zone', 'InsufficientInstanceCapacity', 'capacity'],
  ['Client.InternalError: Client error on launch', 'Client.InternalError', 'kms:CreateGrant'],
  ['Server.InternalError: Internal error on launch', 'Server.InternalError', 'Internal error'],
  ['The launch template does not exist', 'launch-failed', 'launch template'],
])('a group that cannot launch says why: %s', async (launchesFailWith, code, words) => {
  const { aws, clock } = scene([{ ...web, min: 0, desired: 0, launchesFailWith }])
  await ask(kind, { id: 'web', action: 'start', size: { min: 2, desired: 3 } }, aws)
  clock.pass(600)
  expect(await observeOne(kind, 'web', aws)).toMatchObject({
    state: 'starting',
    reason: { code, words: expect.stringContaining(words) },
  })
})

test.each([
  ['Launch', { min: 2, desired: 3 }, 'start', 'starting'],
  ['Terminate', undefined, 'stop', 'stopping'],
] as const)('a person has suspended %s', async (process, size, action, state) => {
  const from = action === 'start' ? { min: 0, desired: 0 } : {}
  const { aws, clock } = scene([{ ...web, ...from, suspended: [process] }])
  await ask(kind, { id: 'web', action, ...(size ? { size } : {}) }, aws)
  clock.pass(600)
  expect(await observeOne(kind, 'web', aws)).toMatchObject({ state, reason: { code: 'process-suspended' } })
})

test('instances that are protected from scale in stay, and that is said', async () => {
  const { aws, clock } = scene([{ ...web, scaleInProtected: true }])
  await ask(kind, { id: 'web', action: 'stop' }, aws)
  clock.pass(600)
  expect(await observeOne(kind, 'web', aws)).toMatchObject({
    state: 'stopping',
    reason: { code: 'scale-in-protection', words: expect.stringContaining('3 of its instances') },
  })
})

test.each<[string, Rule, boolean]>([
  ['ScalingActivityInProgressFault', scalingActivityInProgress(), true],
  ['ResourceContentionFault', resourceContention(), true],
  ['denied', autoScalingDenied(), false],
])('%s', async (code, rule, transient) => {
  const { aws, play } = scene([web], [rule])
  expect(await ask(kind, { id: 'web', action: 'stop', scaling: both }, aws)).toMatchObject({ code, transient })
  expect(play.group('web')).toMatchObject({ min: 2, desired: 3, suspended: [] })
})

test('found by tag and name, and gone when AWS does not know it', async () => {
  const tagged = (name: string, tags: Readonly<Record<string, string>>) => ({ ...web, name, tags })
  const { aws } = scene(
    [tagged('a', { Hours: 'office' }), tagged('b', { Hours: 'lab', 'nightshift:hours': 'off' }), tagged('c', {})],
    [],
    1,
  )
  expect(await findAll(kind, { tag: { key: 'Hours' } }, aws)).toEqual([
    { id: 'a', tag: 'office' },
    { id: 'b', tag: 'lab', optedOut: true },
  ])
  expect(await findAll(kind, { tag: { key: 'Hours', value: 'office' } }, aws)).toEqual([{ id: 'a' }])
  expect(await findAll(kind, { names: ['c', 'x'] }, aws)).toEqual([{ id: 'c' }, { id: 'x' }])
  expect(await observeOne(kind, 'x', aws)).toEqual({ state: 'gone' })
  expect(await ask(kind, { id: 'x', action: 'stop' }, aws)).toMatchObject({
    transient: false,
    words: expect.stringContaining('does not know'),
  })
})
