import {
  type AlarmNow,
  alarmOfKey,
  type Findings,
  isOurs,
  reconcile,
  unexplained,
} from '../../../functions/alerts/rules/reconcile.ts'
import type { AlarmRecord, IncidentRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { later, makeWorld, transition } from './scene.ts'

const arnOf = (name: string) => `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`
const topic = 'arn:aws:sns:ap-northeast-2:123456789012:alarms'
const fn = 'arn:aws:lambda:ap-northeast-2:123456789012:function:shop-alerts-on-alarm'
const ours = { targets: [topic, fn], allAlarms: false }
const scaling =
  'arn:aws:autoscaling:ap-northeast-2:123456789012:scalingPolicy:0b1c:resource/ecs/service/shop/web:policyName/cpu'

const alarm = (name: string, state: AlarmNow['state'], seconds: number, more: Partial<AlarmNow> = {}): AlarmNow => ({
  arn: arnOf(name),
  name,
  state,
  since: later(seconds).toISOString(),
  reason: `it is ${state}`,
  alarmActions: [topic],
  actionsEnabled: true,
  ...more,
})

const record = (name: string, state: string, seconds: number): AlarmRecord => ({
  ...keys.alarm(arnOf(name)),
  kind: 'alarm',
  at: later(seconds).toISOString(),
  alarm: name,
  state,
  stateAt: later(seconds).toISOString(),
})

const open = (name: string, seconds = 0, more: Partial<IncidentRecord> = {}) =>
  ({
    alarmKey: arnOf(name),
    alarm: name,
    openedAt: later(seconds).toISOString(),
    state: 'open',
    ...more,
  }) as IncidentRecord

const found = (more: Partial<Findings>): Findings => ({
  alarms: [],
  asked: new Set(),
  incidents: [],
  known: new Map(),
  ...more,
})

const say = (findings: Partial<Findings>, seconds: number, whose = ours) =>
  reconcile(found(findings), whose, later(seconds)).map(({ name, state, at }) => `${name} ${state} ${at.slice(11, 19)}`)

describe('what is over', () => {
  test('closes at the time at which the alarm became OK, three minutes after it', () => {
    const findings = { alarms: [alarm('a', 'OK', 60)], incidents: [open('a')] }
    expect(say(findings, 239)).toEqual([])
    expect(say(findings, 240)).toEqual(['a OK 00:01:00'])
  })

  test('closes whatever the actions of the alarm are by now', () => {
    const findings = {
      alarms: [alarm('a', 'OK', 60, { alarmActions: [], actionsEnabled: false })],
      incidents: [open('a')],
    }
    expect(say(findings, 600)).toEqual(['a OK 00:01:00'])
  })

  test('closes with the alarm that was deleted, where CloudWatch was asked for it', () => {
    expect(say({ incidents: [open('a')], asked: new Set([arnOf('a')]) }, 600)).toEqual(['a OK 00:10:00'])
    expect(say({ incidents: [open('a')] }, 600)).toEqual([])
  })

  test('closes what each contributor has opened', () => {
    const incidents = ['x', 'y'].map((id) => open('a', 0, { alarmKey: `${arnOf('a')}#${id}` }))
    expect(
      reconcile(found({ alarms: [alarm('a', 'OK', 60)], incidents }), ours, later(600)).map((each) => each.alarm),
    ).toEqual([`${arnOf('a')}#x`, `${arnOf('a')}#y`])
  })

  test.each([
    ['red', alarm('a', 'ALARM', 0)],
    ['without data', alarm('a', 'INSUFFICIENT_DATA', 60)],
    ['green since before it opened', alarm('a', 'OK', -60)],
  ])('does not close while the alarm is %s', (_name, now) => {
    const known = new Map([[arnOf('a'), record('a', 'ALARM', 0)]])
    expect(say({ alarms: [now], incidents: [open('a')], known, asked: new Set([arnOf('a')]) }, 600)).toEqual([])
  })

  test('is nothing that is no alarm of CloudWatch', () => {
    const incidents = [open('a', 0, { alarmKey: 'heartbeat:backup' }), open('b', 0, { alarmKey: 'job/nightly' })]
    expect(say({ incidents }, 600)).toEqual([])
    expect(alarmOfKey('heartbeat:backup')).toBeUndefined()
  })
})

describe('what is red', () => {
  test('and was never seen opens, three minutes after it became so', () => {
    expect(say({ alarms: [alarm('a', 'ALARM', 60)] }, 239)).toEqual([])
    expect(say({ alarms: [alarm('a', 'ALARM', 60)] }, 240)).toEqual(['a ALARM 00:01:00'])
  })

  test.each([
    ['whose ALARM was seen', record('a', 'ALARM', 60), []],
    ['whose ALARM was seen by a time that differs a little', record('a', 'ALARM', 59), []],
    ['of which a later state is known', record('a', 'OK', 90), []],
    ['of which the newest that is known is the OK before', record('a', 'OK', 59), ['a ALARM 00:01:00']],
    ['of which the OK and the ALARM after it were both lost', record('a', 'ALARM', -600), ['a ALARM 00:01:00']],
  ])('%s', (_name, seen, expected) => {
    expect(say({ alarms: [alarm('a', 'ALARM', 60)], known: new Map([[arnOf('a'), seen]]) }, 600)).toEqual(expected)
  })

  test('opens nothing where CloudWatch keeps it quiet, or its contributors were reported', () => {
    expect(say({ alarms: [alarm('a', 'ALARM', 60, { suppressed: 'Alarm' })] }, 600)).toEqual([])
    const incidents = [open('a', 0, { alarmKey: `${arnOf('a')}#x` })]
    expect(say({ alarms: [alarm('a', 'ALARM', 60)], incidents }, 600)).toEqual([])
  })
})

describe('where an alarm stands is read', () => {
  const doubtful = (alarms: readonly AlarmNow[], incidents: readonly IncidentRecord[], seconds = 600) =>
    unexplained({ alarms, incidents }, ours, later(seconds)).map(({ name }) => name)

  test('of one that is red for three minutes and of which nothing is open', () => {
    const alarms = [alarm('a', 'ALARM', 420), alarm('b', 'ALARM', 421), alarm('c', 'OK', 0)]
    expect(doubtful(alarms, [])).toEqual(['a'])
  })

  test.each([
    ['as it went red', open('a', 60), []],
    ['by a time that differs a little', open('a', 1), []],
    ['later', open('a', 90), []],
    ['for the red before it, of which the end was lost', open('a', 0), ['a']],
    ['and is over', open('a', 60, { state: 'resolved' }), ['a']],
    ['for another alarm', open('b', 60), ['a']],
  ])('not of one of which an incident opened %s, if that is still open', (_name, incident, expected) => {
    expect(doubtful([alarm('a', 'ALARM', 60)], [incident])).toEqual(expected)
  })
})

describe('an alarm is ours', () => {
  test.each([
    ['whose action is our topic', alarm('a', 'ALARM', 0), true, true],
    [
      'whose action is our function, or an alias of it',
      alarm('a', 'ALARM', 0, { alarmActions: [`${fn}:live`] }),
      true,
      true,
    ],
    [
      'with another action beside ours',
      alarm('a', 'ALARM', 0, { alarmActions: ['arn:aws:sns:ap-northeast-2:123456789012:other', topic] }),
      true,
      true,
    ],
    [
      'whose topic only begins like ours',
      alarm('a', 'ALARM', 0, { alarmActions: [`${topic}-of-another`] }),
      false,
      true,
    ],
    ['without any action', alarm('a', 'ALARM', 0, { alarmActions: [] }), false, true],
    ['whose actions are switched off', alarm('a', 'ALARM', 0, { actionsEnabled: false }), false, true],
    ['that scales something', alarm('a', 'ALARM', 0, { alarmActions: [scaling] }), false, false],
    [
      'that scales something and names our topic',
      alarm('a', 'ALARM', 0, { alarmActions: [scaling, topic] }),
      true,
      false,
    ],
  ])('%s', (_name, now, mine, ofAll) => {
    expect(isOurs(now, ours)).toBe(mine)
    expect(isOurs(now, { ...ours, allAlarms: true })).toBe(ofAll)
  })
})

describe('the sweep', () => {
  const readerOf = (alarms: AlarmNow[], muted: readonly string[] = []) => {
    const asked: string[][] = []
    return {
      asked,
      reader: {
        ours,
        red: async () => alarms.filter(({ state }) => state === 'ALARM'),
        named: async (names: readonly string[]) => {
          asked.push([...names])
          return alarms.filter(({ name }) => names.includes(name))
        },
        isMuted: async (name: string) => muted.includes(name),
      },
    }
  }
  const key = { alarm: arnOf('a'), name: 'a' }

  test('closes what is over, reports that once, and lets the late report of it change nothing', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM', 0, key))
    const { reader, asked } = readerOf([alarm('a', 'OK', 60)])
    await world.sweep(later(200), { alarms: reader })
    expect(await world.incident()).toMatchObject({ state: 'open' })
    for (const seconds of [240, 300]) await world.sweep(later(seconds), { alarms: reader })
    expect(await world.incident()).toMatchObject({ state: 'resolved', closedAt: later(60).toISOString() })
    await world.call(transition('OK', 60, { ...key, previous: 'ALARM' }), { now: later(400) })
    expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms', 'OK mina email', 'OK mina sms'])
    expect(asked).toEqual([['a'], ['a']])
  })

  test('opens what is red and was never seen, once, and lets the late report of it change nothing', async () => {
    const world = makeWorld()
    const { reader } = readerOf([alarm('a', 'ALARM', 60)])
    for (const seconds of [240, 300]) await world.sweep(later(seconds), { alarms: reader })
    await world.call(transition('ALARM', 60, { ...key, previous: 'OK' }), { now: later(400) })
    expect(await world.incident()).toMatchObject({ state: 'open', openedAt: later(60).toISOString() })
    expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  })

  test('opens nothing that a mute rule keeps quiet, and nothing that a person has resolved', async () => {
    const world = makeWorld()
    await world.sweep(later(600), { alarms: readerOf([alarm('a', 'ALARM', 60)], ['a']).reader })
    expect(await world.incidents()).toEqual([])
    await world.call(transition('ALARM', 60, key), { now: later(610) })
    const { id } = await world.incident()
    await world.happen(id, { kind: 'resolved', by: 'mina' }, later(620))
    await world.sweep(later(900), { alarms: readerOf([alarm('a', 'ALARM', 60)]).reader })
    expect(await world.incident()).toMatchObject({ state: 'resolved' })
  })

  test('goes on with everything else where CloudWatch does not answer, and fails', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM', 0, key))
    const { reader } = readerOf([])
    const failing = { ...reader, red: () => Promise.reject(new Error('throttled')) }
    await expect(world.sweep(later(600), { alarms: failing })).rejects.toThrow('throttled')
    expect(await world.incident()).toMatchObject({ steps: 2 })
  })
})
