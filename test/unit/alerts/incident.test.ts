import * as fc from 'fast-check'
import { decide, isNewTrouble, notInFuture } from '../../../functions/alerts/rules/decide.ts'
import { advance, begin, type Happening, newIncident } from '../../../functions/alerts/rules/incident.ts'
import type { Policy } from '../../../shared/config/alerts/schema.ts'
import { type AlarmRecord, type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { later, transition } from './scene.ts'

const policy: Policy = {
  steps: [
    { notify: ['first'], wait: '1 minute' },
    { notify: ['second'], wait: '10 minutes' },
  ],
  repeat: 1,
  remindEvery: '1 hour',
  acknowledgedFor: '4 hours',
}
const fresh = newIncident('0123456789abcdef', transition('ALARM'), { policy: 'p', severity: 'critical' }, 'v')
const opened = begin(fresh, policy, undefined, later(0)).incident
const hold = { until: later(600), reason: 'silenced: deployment' }
const alarm = (more: Partial<AlarmRecord>): AlarmRecord => ({
  ...keys.alarm('a'),
  kind: 'alarm',
  at: later(0).toISOString(),
  alarm: 'a',
  state: 'ALARM',
  stateAt: later(0).toISOString(),
  ...more,
})

describe('a transition', () => {
  test.each([
    ['ALARM of a new alarm', transition('ALARM'), undefined, 'opened'],
    ['ALARM while it is open', transition('ALARM', 60), alarm({ incident: 'x' }), 'noted'],
    ['ALARM that CloudWatch mutes', transition('ALARM', 0, { suppressed: 'a rule' }), undefined, 'noted'],
    ['ALARM after what was muted', transition('ALARM', 60, { resumed: true }), alarm({}), 'opened'],
    ['OK while it is open', transition('OK', 60), alarm({ incident: 'x' }), 'resolved'],
    ['OK of the same millisecond', transition('OK', 0), alarm({ incident: 'x' }), 'resolved'],
    ['OK without anything open', transition('OK', 60), alarm({}), 'noted'],
    ['no data', transition('INSUFFICIENT_DATA', 60), alarm({ incident: 'x' }), 'noted'],
    ['anything older', transition('OK', -1), alarm({ incident: 'x' }), 'stale'],
  ] as const)('%s is %s', (_name, event, before, outcome) => {
    expect(decide(event, before, undefined, later(60))).toMatchObject({ outcome, reason: expect.stringMatching(/./) })
  })

  test('that must not be told now is held, with the rule as the reason', () => {
    expect(decide(transition('ALARM'), undefined, hold, later(0))).toMatchObject({
      outcome: 'held',
      reason: hold.reason,
    })
  })
})

describe('an incident', () => {
  test('goes through its steps as often as the policy says, and then reminds the last ones', () => {
    let incident = opened
    const story: unknown[] = []
    for (let index = 0; index < 6; index += 1) {
      const now = new Date(incident.nextAt ?? '')
      const next = advance(incident, { kind: 'due' }, policy, undefined, now)
      incident = next?.incident ?? incident
      story.push([incident.state, incident.steps, next?.notify?.[0], (now.getTime() - later(0).getTime()) / 60_000])
    }
    expect(story).toEqual([
      ['open', 2, 'second', 1],
      ['open', 3, 'first', 11],
      ['open', 4, 'second', 12],
      ['exhausted', 5, 'second', 22],
      ['exhausted', 6, 'second', 82],
      ['exhausted', 7, 'second', 142],
    ])
    expect(incident.reason).toBe('nobody acknowledged in 6 steps: it is ALARM')
  })

  test('takes no step before its time, nor after somebody has it', () => {
    expect(advance(opened, { kind: 'due' }, policy, undefined, later(59))).toBeUndefined()
    const acknowledged = advance(opened, { kind: 'acknowledged', by: 'mina' }, policy, undefined, later(30))?.incident
    expect(acknowledged).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'mina',
      nextAt: later(14_430).toISOString(),
    })
    if (acknowledged) expect(advance(acknowledged, { kind: 'due' }, policy, undefined, later(9_999))).toBeUndefined()
  })

  test('passed on by who had it is open again, and a double tap passes it on once', () => {
    const tapped = advance(opened, { kind: 'escalated', by: 'mina', steps: 1 }, policy, undefined, later(5))
    expect(tapped).toMatchObject({ incident: { state: 'open', steps: 2 }, notify: ['second'] })
    expect(tapped?.incident.acknowledgedBy).toBeUndefined()
    if (tapped)
      expect(advance(tapped.incident, { kind: 'escalated', by: 'mina', steps: 1 }, policy, undefined, later(6))).toBe(
        undefined,
      )
  })

  test('whose people are all out of reach goes once through the policy, not round and round', () => {
    const second = advance(opened, { kind: 'unreachable' }, policy, undefined, later(1))
    expect(second).toMatchObject({ incident: { steps: 2 }, notify: ['second'] })
    if (second) expect(advance(second.incident, { kind: 'unreachable' }, policy, undefined, later(2))).toBeUndefined()
  })

  test('that was held and is over is suppressed by the rule; one that was told is resolved', () => {
    const held = begin(fresh, policy, hold, later(0)).incident
    expect(held).toMatchObject({ state: 'held', steps: 0, nextAt: hold.until.toISOString() })
    const recovered: Happening = { kind: 'recovered', at: later(60).toISOString(), reason: 'it is OK' }
    expect(advance(held, recovered, policy, undefined, later(60))?.incident).toMatchObject({
      state: 'suppressed',
      reason: 'silenced: deployment; it was over before that ended',
    })
    expect(advance(opened, recovered, policy, undefined, later(60))?.incident).toMatchObject({ state: 'resolved' })
  })

  test('that is held longer is looked at again; when nothing holds it any more it is told', () => {
    const held = begin(fresh, policy, hold, later(0)).incident
    const again = { until: later(1_200), reason: 'inhibited by db' }
    expect(advance(held, { kind: 'due' }, policy, again, later(600))).toMatchObject({
      incident: { state: 'held', reason: 'inhibited by db', nextAt: again.until.toISOString() },
    })
    expect(advance(held, { kind: 'due' }, policy, undefined, later(600))).toMatchObject({
      incident: { state: 'open', steps: 1, reason: 'it is ALARM' },
      notify: ['first'],
    })
  })

  const happening: fc.Arbitrary<Happening> = fc.oneof(
    fc.constantFrom<Happening>({ kind: 'due' }, { kind: 'unreachable' }, { kind: 'acknowledged', by: 'mina' }),
    fc.constantFrom<Happening>({ kind: 'resolved', by: 'mina' }, { kind: 'escalated', by: 'mina' }),
  )
  test('whatever happens: what is over stays over, and what is open has a time for its next step', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(happening, fc.nat({ max: 4_000 })), { maxLength: 30 }), (story) => {
        let incident: IncidentRecord = opened
        let seconds = 0
        for (const [each, pause] of story) {
          seconds += pause
          const before = incident
          incident = advance(before, each, policy, undefined, later(seconds))?.incident ?? before
          expect(incident.steps - before.steps).toBeLessThanOrEqual(1)
          if (before.state === 'resolved') expect(incident).toBe(before)
          if (before.state === 'acknowledged' && each.kind !== 'escalated' && each.kind !== 'due')
            expect(incident.steps).toBe(before.steps)
          const isWaiting = incident.state !== 'resolved'
          expect(incident.nextAt !== undefined).toBe(isWaiting)
          expect(incident.open === undefined).toBe(incident.state === 'resolved')
        }
      }),
    )
  })
})

describe('a change to ALARM while an incident is open', () => {
  const before = alarm({ incident: 'x', stateAt: later(0).toISOString() })
  const isNew = (milliseconds: number, more: object = {}, of = before) =>
    isNewTrouble(
      {
        ...transition('ALARM'),
        at: new Date(later(0).getTime() + milliseconds).toISOString(),
        previous: 'OK',
        ...more,
      },
      of,
    )

  test('proves that it was over in between, from a second on: the time of one change comes to us by several ways', () => {
    expect(isNew(999)).toBe(false)
    expect(isNew(1_000)).toBe(true)
    expect(isNew(0, {}, { ...before, state: 'OK' })).toBe(true)
  })

  test('proves nothing where data had come to lack while it was open, and then came back bad', () => {
    const lacking = { ...before, state: 'INSUFFICIENT_DATA' }
    const back = { previous: 'INSUFFICIENT_DATA' }
    expect(isNew(60_000, back, lacking)).toBe(false)
    expect(isNew(60_000, {}, lacking)).toBe(true)
    expect(isNew(60_000, back, before)).toBe(true)
    expect(isNew(60_000, back, { ...lacking, incident: undefined })).toBe(true)
  })

  test.each([
    ['where nothing says from which state', { previous: undefined }],
    ['from ALARM itself', { previous: 'ALARM' }],
    ['that CloudWatch mutes', { suppressed: 'a rule' }],
  ])('proves nothing %s', (_how, more) => {
    expect(isNew(60_000, more)).toBe(false)
  })
})

test('a clock that is a minute ahead is believed; one that is more ahead is not', () => {
  const ahead = (milliseconds: number) => {
    const at = new Date(later(0).getTime() + milliseconds).toISOString()
    return notInFuture({ ...transition('ALARM'), at }, later(0))
  }
  expect(ahead(60_000).at).toBe(later(60).toISOString())
  expect(ahead(60_000).claimedAt).toBeUndefined()
  expect(ahead(60_001)).toMatchObject({
    at: later(0).toISOString(),
    claimedAt: new Date(later(0).getTime() + 60_001).toISOString(),
  })
})

test('a lack of data and a note are kept, each with its reason', () => {
  const reason = (state: 'INSUFFICIENT_DATA' | 'NOTE') =>
    decide(transition(state), undefined, undefined, later(0)).reason
  expect(reason('INSUFFICIENT_DATA')).toBe('no data is neither good nor bad')
  expect(reason('NOTE')).toBe('kept for the record')
})
