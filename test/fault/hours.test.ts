import {
  denied,
  internalFailure,
  lostAnswer,
  lostRequest,
  throttled,
  unavailable,
} from '../../local/faults/any-service.ts'
import { concurrentUpdate, failedResourceAccess, scalingDenied } from '../../local/faults/application-auto-scaling.ts'
import { autoScalingDenied, resourceContention, scalingActivityInProgress } from '../../local/faults/auto-scaling.ts'
import {
  insufficientInstanceCapacity,
  requestLimitExceeded,
  unauthorized,
  vcpuLimitExceeded,
} from '../../local/faults/ec2.ts'
import { ecsServerException, serviceNotActive } from '../../local/faults/ecs-services.ts'
import {
  insufficientDbCapacity,
  invalidSubnet,
  kmsKeyNotAccessible,
  rdsDenied,
  rdsThrottled,
} from '../../local/faults/rds.ts'
import type { Rule } from '../../local/faults/rule.ts'
import type { Signal } from '../../shared/signals.ts'
import { type Case, cases, isChange, makeNight } from './hours-scene.ts'

type Half = 'stop' | 'start'

/** What may be between us and any change of a kind: which calls it has, in both directions. */
const changes: Readonly<Record<string, readonly string[]>> = {
  'ec2-instances': ['StopInstances', 'StartInstances'],
  'rds-instances': ['StopDBInstance', 'StartDBInstance'],
  'rds-clusters': ['StopDBCluster', 'StartDBCluster'],
  'auto-scaling-groups': ['SuspendProcesses', 'ResumeProcesses', 'UpdateAutoScalingGroup'],
  'ecs-services': ['RegisterScalableTarget', 'UpdateService'],
}

/** A refusal: its name, its rule, the code of the incident, and the half of the night in which AWS has it. */
type Fault = readonly [name: string, rule: () => Rule, code: RegExp, only?: Half]

const anyFaults = (kind: string): Fault[] =>
  (changes[kind] ?? []).flatMap((action): Fault[] => [
    [`${action} throttled`, () => throttled({ action }), /throttled/],
    [`${action} unavailable`, () => unavailable({ action }), /ServiceUnavailable/],
    [`${action} failed inside AWS`, () => internalFailure({ action }), /InternalFailure/],
    [`${action} denied`, () => denied({ action }), /denied/],
    [`${action} lost on its way`, () => lostRequest({ action }), /./],
    [`the answer of ${action} lost`, () => lostAnswer({ action }), /./],
  ])

const own: Readonly<Record<string, readonly Fault[]>> = {
  'ec2-instances': [
    ['no capacity', () => insufficientInstanceCapacity(), /InsufficientInstanceCapacity/, 'start'],
    ['vCPU limit', () => vcpuLimitExceeded(), /VcpuLimitExceeded/, 'start'],
    ['request limit', () => requestLimitExceeded({ action: ['StartInstances', 'StopInstances'] }), /throttled/],
    ['unauthorized', () => unauthorized({ action: ['StartInstances', 'StopInstances'] }), /denied/],
  ],
  'rds-instances': [
    ['no capacity', () => insufficientDbCapacity(), /InsufficientDBInstanceCapacity/, 'start'],
    ['no key', () => kmsKeyNotAccessible(), /KMSKeyNotAccessible/, 'start'],
    ['no subnet', () => invalidSubnet(), /InvalidSubnet/, 'start'],
    ['throttled', () => rdsThrottled({ action: ['StartDBInstance', 'StopDBInstance'] }), /throttled/],
    ['denied', () => rdsDenied(), /denied/],
  ],
  'rds-clusters': [
    ['no capacity', () => insufficientDbCapacity(), /InsufficientDBInstanceCapacity/, 'start'],
    ['no key', () => kmsKeyNotAccessible(), /KMSKeyNotAccessible/, 'start'],
    ['denied', () => rdsDenied(), /denied/],
  ],
  'auto-scaling-groups': [
    ['activity in progress', () => scalingActivityInProgress(), /ScalingActivityInProgress/],
    ['contention', () => resourceContention(), /ResourceContention/],
    ['denied', () => autoScalingDenied(), /denied/],
  ],
  'ecs-services': [
    ['server exception', () => ecsServerException(), /ServerException/],
    ['not active', () => serviceNotActive(), /ServiceNotActive/],
    ['concurrent update', () => concurrentUpdate(), /ConcurrentUpdate/],
    ['denied', () => scalingDenied(), /denied/],
    ['no access', () => failedResourceAccess({ action: 'RegisterScalableTarget' }), /FailedResourceAccess/],
  ],
}

const isOf = (name: string, half: Half): boolean =>
  half === 'stop' ? !/Start|Resume/.test(name) : !/Stop|Suspend/.test(name)

const faultsOf = (kind: string, half: Half): Fault[] =>
  [...anyFaults(kind), ...(own[kind] ?? [])].filter(([name, , , only]) => isOf(name, half) && (only ?? half) === half)

const halves = ['stop', 'start'] as const
const times = {
  stop: { boundary: '2026-11-30T20:00:00Z', last: '2026-11-30T20:40:00Z', end: '2026-11-30T21:40:00Z' },
  start: { boundary: '2026-12-01T08:00:00Z', last: '2026-12-01T08:40:00Z', end: '2026-12-01T09:40:00Z' },
} as const

const off: Readonly<Record<string, string>> = {
  'ec2-instances': 'stopped',
  'rds-instances': 'stopped',
  'rds-clusters': 'stopped stopped stopped',
  'auto-scaling-groups': '0',
  'ecs-services': '0',
}

/** The night until shortly before the half that a test is about. */
const begin = async (each: Case, half: Half) => {
  const night = makeNight(each)
  const before = night.shown()
  await night.runTo('2026-11-30T19:58:00Z', 4)
  if (half === 'start') {
    await night.runTo('2026-11-30T20:30:00Z', 4)
    night.sleepTo('2026-12-01T07:54:00Z')
    await night.runTo('2026-12-01T07:58:00Z')
  }
  return { night, before }
}

const failures = (signals: readonly Signal[]): Signal[] => signals.filter(({ name }) => name === 'hours.failed')

/** Somebody knows, with the reason, and is not told again at every look: of the target, or of the permission that its kind lacks. */
const expectTold = (signals: readonly Signal[], code: RegExp): void => {
  const told = signals.filter(({ name }) => name === 'hours.failed' || name === 'hours.denied')
  expect(told.length).toBeGreaterThan(0)
  expect(told.length).toBeLessThanOrEqual(2)
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  if (code.source === 'denied') expect(told.map(({ name }) => name)).toEqual(['hours.denied'])
  else expect(told.map(({ body }) => body).join('\n')).toMatch(code)
}

/** At the end of the night everything is as it was before it, whatever was in the way. */
const expectMorning = async (night: ReturnType<typeof makeNight>, before: unknown): Promise<void> => {
  night.sleepTo('2026-12-01T07:54:00Z')
  await night.runTo('2026-12-01T09:40:00Z', 6)
  expect(night.shown()).toEqual(before)
  expect(await night.record()).toMatchObject({ moment: { state: 'running' } })
  expect((await night.record())?.order).toBeUndefined()
  expect((await night.record())?.trouble).toBeUndefined()
  const moods = new Map(night.signals.map(({ subject, mood }) => [subject, mood]))
  expect([...moods.values()]).not.toContain('bad')
}

const rows = cases.flatMap((each) =>
  halves.flatMap((half) => faultsOf(each.kind, half).map((fault) => [each.kind, half, fault[0], each, fault] as const)),
)

test.each(rows)('%s, %s: %s', async (kind, half, name, each, [, rule, code]) => {
  const { night, before } = await begin(each, half)
  night.setFaults(rule())
  await night.runTo(times[half].last)
  // Where only the answer is lost, the change was made.
  if (!name.startsWith('the answer')) expectTold(night.signals, code)
  night.setFaults()
  await night.runTo(times[half].end, 6)
  if (half === 'stop') {
    expect(night.shown()).toMatchObject({ state: off[kind] })
    expect((await night.record())?.order).toBeUndefined()
    expect((await night.record())?.trouble).toBeUndefined()
  }
  await expectMorning(night, before)
})

const crashes = cases.flatMap((each) =>
  halves.flatMap((half) =>
    (changes[each.kind] ?? [])
      .filter((action) => isOf(action, half))
      .flatMap((action) =>
        (['before', 'after'] as const).map((when) => [each.kind, half, when, action, each] as const),
      ),
  ),
)

test.each(crashes)('%s, %s: the function dies %s %s', async (kind, half, when, action, each) => {
  const { night, before } = await begin(each, half)
  let crashed = 0
  night.setFaults({
    name: 'crash',
    before: (call) => {
      if (call.action !== action || crashed > 0) return undefined
      crashed += 1
      night.die()
      return { cut: when === 'before' ? 'before it acts' : 'after it acted' }
    },
  })
  const errors = await night.runTo(times[half].end)
  expect(crashed).toBe(1)
  expect(errors.length).toBeGreaterThan(0)
  if (half === 'stop') expect(night.shown()).toMatchObject({ state: off[kind] })
  await expectMorning(night, before)
})

test.each(cases.map((each) => [each.kind, each] as const))(
  '%s: a night without faults, and nothing is asked twice',
  async (kind, each) => {
    const { night, before } = await begin(each, 'stop')
    night.aws.calls.length = 0
    await night.runTo(times.stop.end)
    expect(night.shown()).toMatchObject({ state: off[kind] })
    const stops = night.aws.calls.filter(isChange).map(({ action }) => action)
    expect(new Set(stops).size).toBe(stops.length)
    await expectMorning(night, before)
    expect(failures(night.signals)).toEqual([])
  },
)
