import { retain } from '../../../functions/lifecycle/engine/retain.ts'
import { previewRows } from '../../../functions/lifecycle/preview/preview.ts'
import { previewRetention, previewUnowned } from '../../../functions/lifecycle/preview/retention.ts'
import type { Consent } from '../../../functions/lifecycle/rules/hold.ts'
import {
  everlasting,
  type FoundImage,
  type FoundLogGroup,
  type FoundQueue,
  imagesToDelete,
  planLogGroups,
  planQueues,
  planStreams,
  type RetentionAct,
} from '../../../functions/lifecycle/rules/retention.ts'
import type { RetainedThings } from '../../../functions/lifecycle/world/retention.ts'
import { digestsInUse } from '../../../functions/lifecycle/world/retention-plans.ts'
import { keepStream } from '../../../functions/lifecycle/world/streams.ts'
import { retentionSchema } from '../../../shared/config/lifecycle/retention.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { ChangeRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { awsError } from './fake-buckets.ts'

const dayMs = 86_400_000
const now = new Date('2026-11-30T10:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * dayMs)
const group = (name: string, days?: number, more: Partial<FoundLogGroup> = {}): FoundLogGroup => ({
  name,
  days,
  created: ago(400),
  bytes: 5_000_000,
  ...more,
})
const image = (digest: string, days: number, ...tags: string[]): FoundImage => ({
  digest,
  tags,
  pushed: ago(days),
  bytes: 1_000_000,
})

test.each([
  [{ logGroups: [{ groups: 'a', days: 31 }] }, 'one of 1, 3, 5, 7, 14, 30'],
  [{ queues: [{ queues: 'a', keep: '30 seconds' }] }, 'from 1 minute to 14 days'],
  [{ queues: [{ queues: 'a', keep: '15 days' }] }, 'from 1 minute to 14 days'],
  [{ streams: [{ streams: 'a', keep: '23 hours' }] }, 'from 24 hours to 365 days'],
  [{ streams: [{ streams: 'a', keep: '366 days' }] }, 'from 24 hours to 365 days'],
  [{ streams: [{ streams: 'a', keep: '1441 minutes' }] }, 'in whole hours'],
  [{ repositories: [{ repositories: 'a', untaggedAfterDays: 0 }] }, 'untaggedAfterDays'],
])('%j is refused', (config, words) => {
  expect(JSON.stringify(retentionSchema.safeParse(config).error?.issues)).toContain(words)
})

describe('log groups', () => {
  const { logGroups } = retentionSchema.parse({
    logGroups: [
      { groups: '/aws/lambda/audit-*', days: 'never' },
      { groups: '/aws/lambda/*', days: 30 },
    ],
  })
  const plan = (found: FoundLogGroup) => planLogGroups([found], { logGroups }, now)[0]
  test.each<[string, FoundLogGroup, unknown, boolean]>([
    ['for ever to 30 days', group('/aws/lambda/x'), 30, true],
    ['a year to 30 days', group('/aws/lambda/x', 365), 30, true],
    ['a week to 30 days', group('/aws/lambda/x', 7), 30, false],
    ['one without an event', group('/aws/lambda/x', undefined, { bytes: 0 }), 30, false],
    ['one that is younger', group('/aws/lambda/x', undefined, { created: ago(20) }), 30, false],
    ['30 days as wanted', group('/aws/lambda/x', 30), undefined, false],
    ['an earlier entry: days to for ever', group('/aws/lambda/audit-1', 7), 'never', false],
    ['an earlier entry: for ever as wanted', group('/aws/lambda/audit-1'), undefined, false],
  ])('%s', (_, found, days, loses) => {
    const { act, loss } = plan(found) ?? {}
    expect(act && 'days' in act ? act.days : undefined).toBe(days)
    expect(loss !== undefined).toBe(loses)
  })
  test('those of nobody that keep all for ever are found, the largest first', () => {
    const found = [group('small', undefined, { bytes: 1 }), group('/aws/lambda/x'), group('kept', 30), group('large')]
    expect(everlasting(found, { logGroups }).map(({ name }) => name)).toEqual(['large', 'small'])
  })
})

test('queues: shorter with messages waiting loses some, longer and empty none', () => {
  const { queues } = retentionSchema.parse({ queues: [{ queues: 'jobs-*', keep: '4 days' }] })
  const queue = (name: string, seconds: number, waiting: number): FoundQueue => ({
    name,
    url: `https://sqs/${name}`,
    seconds,
    waiting,
  })
  const plans = planQueues(
    [
      queue('jobs-a', 1_209_600, 3),
      queue('jobs-b', 1_209_600, 0),
      queue('jobs-c', 60, 3),
      queue('jobs-d', 345_600, 3),
      queue('other', 60, 3),
    ],
    { queues },
  )
  expect(plans.map(({ subject, act, loss }) => [subject, act !== undefined, loss?.objects])).toEqual([
    ['queue jobs-a', true, 3],
    ['queue jobs-b', true, undefined],
    ['queue jobs-c', true, undefined],
    ['queue jobs-d', false, undefined],
  ])
})

describe('streams', () => {
  const { streams } = retentionSchema.parse({ streams: [{ streams: 'jobs-*', keep: '7 days' }] })
  test('shorter loses what is older, longer nothing, and a stream that is younger has nothing to lose', () => {
    const stream = (name: string, hours: number, days: number) => ({ name, hours, created: ago(days) })
    const plans = planStreams(
      [
        stream('jobs-a', 8_760, 40),
        stream('jobs-b', 8_760, 6),
        stream('jobs-c', 24, 40),
        stream('jobs-d', 168, 40),
        stream('other', 8_760, 40),
      ],
      { streams },
      now,
    )
    expect(plans.map(({ subject, act, loss }) => [subject, act !== undefined, loss !== undefined])).toEqual([
      ['stream jobs-a', true, true],
      ['stream jobs-b', true, false],
      ['stream jobs-c', true, false],
      ['stream jobs-d', false, false],
    ])
    expect(plans[0]?.loss?.words).toBe(
      'makes records of jobs-a older than 7 days unreadable at once: the stream is 40 days old and keeps 8760 hours of them',
    )
  })
  /** A stream that changes as Kinesis does: it takes a call only when ACTIVE, and takes some looks to get there. */
  const kinesis = (state: { hours: number; busy: number; lasts: number }) => {
    const calls: string[] = []
    return {
      calls,
      state,
      send: async (command: { readonly input: object }) => {
        const name = command.constructor.name.replace('Command', '')
        if (name === 'DescribeStreamSummary') {
          const StreamStatus = state.busy > 0 ? 'UPDATING' : 'ACTIVE'
          state.busy = Math.max(0, state.busy - 1)
          return { StreamDescriptionSummary: { RetentionPeriodHours: state.hours, StreamStatus } }
        }
        const { RetentionPeriodHours: hours } = command.input as { RetentionPeriodHours: number }
        if (state.busy > 0) throw awsError('ResourceInUseException', 400)
        if (hours === state.hours || hours > state.hours !== name.startsWith('Increase'))
          throw awsError('InvalidArgumentException', 400)
        calls.push(`${name} ${hours}`)
        Object.assign(state, { hours, busy: state.lasts })
        return {}
      },
    }
  }
  const keep = async (client: ReturnType<typeof kinesis>, hours: number, seconds = 60) => {
    let left = seconds * 1_000
    await keepStream(
      client as unknown as Parameters<typeof keepStream>[0],
      { do: 'stream-hours', stream: 'jobs', hours },
      {
        remainingMs: () => left,
        wait: async (ms) => {
          left -= ms
        },
      },
    )
  }
  test.each([
    [24, 168, 0, ['IncreaseStreamRetentionPeriod 168']],
    [168, 24, 0, ['DecreaseStreamRetentionPeriod 24']],
    [168, 24, 3, ['DecreaseStreamRetentionPeriod 24']],
    [24, 24, 2, []],
  ])('from %i to %i hours, %i looks until it is ACTIVE', async (from, to, busy, calls) => {
    const client = kinesis({ hours: from, busy, lasts: 3 })
    await keep(client, to)
    expect(client.calls).toEqual(calls)
    expect(client.state).toMatchObject({ hours: to, busy: 0 })
  })
  test('what is accepted is not done: a call without the time says so, and the next finds it done', async () => {
    const client = kinesis({ hours: 24, busy: 0, lasts: 30 })
    await expect(keep(client, 48, 20)).rejects.toThrow('not 48 yet; Kinesis has accepted the change')
    await keep(client, 48)
    expect(client.calls).toEqual(['IncreaseStreamRetentionPeriod 48'])
  })
})

describe('images', () => {
  const images = [
    image('u1', 1),
    image('u30', 30),
    image('r1', 1, 'release-3'),
    image('r2', 2, 'release-2', 'stable'),
    image('r3', 3, 'release-1'),
    image('d1', 100, 'dev-1'),
  ]
  const gone = (entry: object, inUse: string[] = []) =>
    imagesToDelete(images, entry, new Set(inUse), now).map(({ digest }) => digest)
  test.each<[object, string[], string[]]>([
    [{ untaggedAfterDays: 7 }, [], ['u30']],
    [{ untaggedAfterDays: 7 }, ['u30'], []],
    [{ keepNewest: { 'release-': 1 } }, [], ['r3']],
    [{ keepNewest: { 'release-': 1, stable: 1 } }, [], ['r3']],
    [{ keepNewest: { 'release-': 2 } }, [], ['r3']],
    [{ keepNewest: { '': 2 } }, [], ['r3', 'd1']],
    [{ keepNewest: { '': 2, 'dev-': 1 } }, [], ['r3']],
    [{ keepNewest: { 'release-': 2 } }, ['r3'], []],
    [{}, [], []],
  ])('%j, in use %j', (entry, inUse, expected) => {
    expect(gone(entry, inUse)).toEqual(expected)
  })
  test('of one second are kept all, because nobody knows which is the newest', () => {
    const pushed = [image('a', 1, 'dev-1'), image('b', 1, 'dev-2'), image('c', 2, 'dev-0')]
    expect(imagesToDelete(pushed, { keepNewest: { 'dev-': 1 } }, new Set(), now).map(({ digest }) => digest)).toEqual([
      'c',
    ])
  })
  test('are in use by tag, by digest, and as latest; not those of another repository', () => {
    const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
    const all = [
      image('sha256:a', 1, 'v1'),
      image('sha256:b', 1, 'latest'),
      image('sha256:c', 1),
      image('sha256:d', 1, 'v2'),
    ]
    const uses = [
      `${registry}/shop:v1`,
      `${registry}/shop`,
      `${registry}/shop@sha256:c`,
      `${registry}/other:v2`,
      'nginx:v2',
    ]
    expect([...digestsInUse('shop', all, uses)]).toEqual(['sha256:a', 'sha256:b', 'sha256:c'])
  })
})

describe('retain', () => {
  const config = retentionSchema.parse({
    logGroups: [{ groups: '/aws/lambda/*', days: 30 }],
    repositories: [{ repositories: 'shop', untaggedAfterDays: 7 }],
  })
  const setUp = (fails: (what: string) => boolean = () => false) => {
    const acts: RetentionAct[] = []
    let groups = [group('/aws/lambda/old'), group('/aws/lambda/new', undefined, { created: ago(3) }), group('nobody')]
    let images = [image('sha256:a', 30), image('sha256:b', 1)]
    const refuse = (what: string) => {
      if (fails(what)) throw awsError('AccessDeniedException', 400)
    }
    const things: RetainedThings = {
      logGroups: async () => groups,
      queues: async () => [],
      streams: async () => [],
      repositories: async () => ['shop', 'other'],
      images: async () => images,
      imagesInUse: async () => {
        refuse('imagesInUse')
        return []
      },
      act: async (act) => {
        refuse(act.do)
        acts.push(act)
        if (act.do === 'log-days')
          groups = groups.map((each) =>
            each.name === act.group ? { ...each, days: act.days === 'never' ? undefined : act.days } : each,
          )
        if (act.do === 'delete-images') images = images.filter(({ digest }) => !act.digests.includes(digest))
      },
    }
    const ledger = memoryLedger()
    const signals: Signal[] = []
    const run = (day: number, consent: Consent = {}) =>
      retain(config, things, {
        ledger,
        publish: async (signal) => {
          signals.push(signal)
        },
        now: new Date(now.getTime() + day * dayMs),
        config: 'c1',
        event: { reason: 'schedule' },
        remainingMs: () => 60_000,
        consent,
        graceMs: 7 * dayMs,
      })
    return {
      things,
      acts,
      ledger,
      signals,
      run,
      byHand: (days: number) => {
        groups = groups.map((each) => ({ ...each, days }))
      },
      push: (...more: FoundImage[]) => {
        images = [...images, ...more]
      },
    }
  }
  const short = (outcomes: Awaited<ReturnType<typeof retain>>) =>
    outcomes.map(({ bucket, outcome, held }) => `${bucket} ${outcome}${held ? (held.until ? ' agreed' : ' held') : ''}`)

  test('does what loses nothing, and holds the rest back until somebody agreed and the grace is over', async () => {
    const { run, acts, signals, ledger } = setUp()
    expect(short(await run(0))).toEqual([
      'log group /aws/lambda/old unchanged held',
      'log group /aws/lambda/new changed',
      'repository shop unchanged held',
    ])
    expect(acts).toEqual([{ do: 'log-days', group: '/aws/lambda/new', days: 30 }])
    expect(signals.map(({ name, subject }) => `${name} ${subject}`)).toEqual([
      'lifecycle.held log group /aws/lambda/old',
      'lifecycle.held repository shop',
    ])
    await run(1)
    expect(signals).toHaveLength(2)
    expect(short(await run(2, { confirm: true, by: 'mina', buckets: ['repository shop'] }))[2]).toBe(
      'repository shop unchanged agreed',
    )
    expect(short(await run(8.9))).toContain('repository shop unchanged agreed')
    expect(short(await run(9))).toEqual([
      'log group /aws/lambda/old unchanged held',
      'log group /aws/lambda/new unchanged',
      'repository shop changed',
    ])
    expect(acts.at(-1)).toEqual({ do: 'delete-images', repository: 'shop', digests: ['sha256:b', 'sha256:a'] })
    const changes = await ledger.list<ChangeRecord>('change')
    expect(changes.map(({ summary }) => summary).join('\n')).toContain('agreed to by mina')
  })

  test('a policy that was agreed to goes on without another word; what somebody changed is put back and noted', async () => {
    const { run, acts, push, byHand, signals } = setUp()
    await run(0, { confirm: true })
    await run(7)
    push(image('sha256:c', 20))
    byHand(365)
    const outcomes = await run(8)
    expect(short(outcomes)).toEqual([
      'log group /aws/lambda/old changed',
      'log group /aws/lambda/new changed',
      'repository shop changed',
    ])
    expect(outcomes.map(({ drifted }) => drifted)).toEqual([true, true, undefined])
    expect(acts.filter((act) => act.do === 'delete-images')).toHaveLength(2)
    expect(signals.filter(({ name }) => name === 'lifecycle.drifted')).toHaveLength(2)
    expect(short(await run(9)).every((each) => each.endsWith('unchanged'))).toBe(true)
  })

  test('an agreement that is taken back does nothing', async () => {
    const { run, acts } = setUp()
    await run(0, { confirm: true })
    await run(1, { takeBack: true })
    await run(30)
    expect(acts.map(({ do: what }) => what)).toEqual(['log-days'])
  })

  test('no image goes where it is not known what is in use, and one failure stops no other', async () => {
    const { run } = setUp((what) => what === 'imagesInUse')
    expect(short(await run(0))).toEqual([
      'log group /aws/lambda/old unchanged held',
      'log group /aws/lambda/new changed',
      'repositories failed',
    ])
  })

  test('what fails is reported once, and once more when it is over', async () => {
    let denied = true
    const { run, signals, ledger } = setUp((what) => denied && (what === 'imagesInUse' || what === 'log-days'))
    for (const day of [0, 1]) await run(day)
    expect(
      signals.filter(({ name }) => name === 'lifecycle.failed').map(({ subject, body }) => [subject, body]),
    ).toEqual([
      ['log group /aws/lambda/new', expect.stringContaining('Nightshift may not read or change it.')],
      ['repositories', expect.stringContaining('Nightshift may not read or change it.')],
    ])
    expect(await ledger.open('lifecycle')).toMatchObject([{ state: 'failing' }, { state: 'failing' }])
    denied = false
    for (const day of [2, 3]) await run(day)
    expect(signals.filter(({ name }) => name === 'lifecycle.mended').map(({ subject }) => subject)).toEqual([
      'log group /aws/lambda/new',
      'repositories',
    ])
    expect(await ledger.open('lifecycle')).toEqual([])
  })

  test('is planned in words, with what nobody said anything about', async () => {
    const { things } = setUp()
    const rows = previewRows(await previewRetention(config, things, [], now))
    expect(rows.map(({ bucket, change, words }) => `${bucket} | ${change} | ${words}`)).toEqual([
      'log group /aws/lambda/old | change | keeps events 30 days, now for ever',
      'log group /aws/lambda/old | held back | deletes events of /aws/lambda/old older than 30 days: the group is 400 days old and has 5.0 MB. It is made only once somebody agrees to it',
      'log group /aws/lambda/new | change | keeps events 30 days, now for ever',
      expect.stringContaining('repository shop | change | keeps images without a tag 7 days: deletes 1 of 2 images'),
      expect.stringContaining('repository shop | held back | '),
      'log group nobody | warning | keeps events for ever (5000000 bytes now), and lifecycle.retention.logGroups says nothing about it',
    ])
  })
})

describe('dashboards and alarms that no stack made', () => {
  const connectTo = (answers: Readonly<Record<string, object>>) =>
    ((Client: { readonly name: string }) => {
      const client = Object.create((Client as unknown as { prototype: object }).prototype)
      return Object.assign(client, {
        send: async (command: object) => {
          const answer = answers[command.constructor.name]
          if (!answer) throw awsError('AccessDenied', 403)
          return answer
        },
      })
    }) as unknown as Parameters<typeof previewUnowned>[0]
  const cloudWatch = {
    DescribeAlarmsCommand: {
      MetricAlarms: [{ AlarmName: 'by-hand' }, { AlarmName: 'of-a-stack' }, { AlarmName: 'TargetTracking-x' }],
      CompositeAlarms: [{ AlarmName: 'both' }],
    },
    ListDashboardsCommand: { DashboardEntries: [{ DashboardName: 'old' }, { DashboardName: 'of-a-stack-too' }] },
  }
  const stacks = {
    DescribeStacksCommand: { Stacks: [{ StackName: 'shop' }] },
    ListStackResourcesCommand: {
      StackResourceSummaries: [
        { ResourceType: 'AWS::CloudWatch::Alarm', PhysicalResourceId: 'of-a-stack', ResourceStatus: 'CREATE_COMPLETE' },
        {
          ResourceType: 'AWS::CloudWatch::Dashboard',
          PhysicalResourceId: 'of-a-stack-too',
          ResourceStatus: 'UPDATE_COMPLETE',
        },
        {
          ResourceType: 'AWS::CloudWatch::CompositeAlarm',
          PhysicalResourceId: 'both',
          ResourceStatus: 'DELETE_COMPLETE',
        },
        { ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'by-hand', ResourceStatus: 'CREATE_COMPLETE' },
      ],
    },
  }
  test('are named, and nothing is done about them', async () => {
    const rows = previewRows(await previewUnowned(connectTo({ ...cloudWatch, ...stacks })))
    expect(rows.map(({ bucket, change }) => `${bucket} ${change}`)).toEqual([
      'alarm by-hand warning',
      'alarm both warning',
      'dashboard old warning',
    ])
  })
  test('where that cannot be found out, it says so', async () => {
    expect(await previewUnowned(connectTo(cloudWatch))).toMatchObject([{ action: 'error' }])
  })
})
