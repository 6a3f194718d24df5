import { onCallRows } from '../../../api/alerts.ts'
import { alertsSchema } from '../../../shared/config/alerts/schema.ts'
import { onCallAt } from '../../../shared/on-call/on-call.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { targetsAt } from '../../../shared/on-call/targets.ts'

const week = { zone: 'Asia/Seoul', from: '2026-11-16', responders: ['mina', 'joon'] }
const night = { ...week, responders: ['sam'], only: { hours: { from: '22:00', until: '06:00' } } }
const parse = (more: object = {}) =>
  alertsSchema.parse({
    responders: {
      mina: { sms: '+12025550101' },
      joon: { sms: '+12025550102' },
      sam: { sms: '+12025550103' },
    },
    rotations: { primary: week },
    onCall: 'primary',
    fallback: ['mina'],
    ...more,
  })
const override = { rotation: 'primary', from: '2026-11-18T00:00:00Z', until: '2026-11-19T00:00:00Z' }

/** `mina layer 1 <from> <until>`, in UTC to the minute; of the rotation `primary`. */
const ask = (more: object, at: string) => {
  const { rotations, overrides } = parse(more)
  const found = rotations.primary && onCallAt(rotations.primary, overrides, new Date(at))
  const short = (each: Date) => each.toISOString().slice(5, 16)
  return found && `${found.responder} by ${found.by}, ${short(found.from)} to ${short(found.until)}`
}

describe('layers', () => {
  const more = { rotations: { primary: { layers: [week, night] } } }
  test.each([
    ['in the night, over midnight', '2026-11-18T15:00:00Z', 'sam by layer 2, 11-18T13:00 to 11-18T21:00'],
    ['at its beginning', '2026-11-18T13:00:00Z', 'sam by layer 2, 11-18T13:00 to 11-18T21:00'],
    ['at its end', '2026-11-18T21:00:00Z', 'mina by layer 1, 11-18T21:00 to 11-19T13:00'],
    ['by day, until a handoff', '2026-11-22T22:00:00Z', 'mina by layer 1, 11-22T21:00 to 11-23T00:00'],
    ['by day, from a handoff', '2026-11-23T12:59:59Z', 'joon by layer 1, 11-23T00:00 to 11-23T13:00'],
  ])('the last one that counts decides %s', (_name, at, answer) => {
    expect(ask(more, at)).toBe(answer)
  })

  test('hours belong to the weekday on which they begin', () => {
    const friday = { ...night, only: { ...night.only, days: ['friday'] } }
    const primary = { layers: [week, friday] }
    expect(ask({ rotations: { primary } }, '2026-11-20T20:59:59Z')).toBe('sam by layer 2, 11-20T13:00 to 11-20T21:00')
    expect(ask({ rotations: { primary } }, '2026-11-19T20:59:59Z')).toBe('mina by layer 1, 11-16T00:00 to 11-20T13:00')
  })

  test('days without hours are one stretch from midnight to midnight', () => {
    const weekend = { ...week, responders: ['sam'], only: { days: ['saturday', 'sunday'] } }
    const primary = { layers: [week, weekend] }
    expect(ask({ rotations: { primary } }, '2026-11-22T01:00:00Z')).toBe('sam by layer 2, 11-20T15:00 to 11-22T15:00')
  })

  test('nobody is on call where none counts', () => {
    expect(ask({ rotations: { primary: night } }, '2026-11-18T03:00:00Z')).toBeUndefined()
  })
})

describe('overrides', () => {
  test('decide over every layer, for their time', () => {
    const overrides = [{ ...override, responder: 'sam' }]
    expect(ask({ overrides }, '2026-11-18T12:00:00Z')).toBe('sam by override, 11-18T00:00 to 11-19T00:00')
    expect(ask({ overrides }, '2026-11-19T00:00:00Z')).toBe('mina by layer 1, 11-19T00:00 to 11-23T00:00')
  })

  test('of other rotations do not', () => {
    const overrides = [{ ...override, rotation: 'other', responder: 'sam' }]
    const { rotations, ...config } = parse({ overrides, rotations: { primary: week, other: week } })
    expect(targetsAt({ ...config, rotations }, ['primary', 'other'], new Date(override.from))).toEqual(['mina', 'sam'])
  })

  test('of two, the last decides', () => {
    const overrides = [
      { ...override, responder: 'sam' },
      { ...override, from: '2026-11-18T06:00:00Z', responder: 'joon' },
    ]
    expect(ask({ overrides }, '2026-11-18T05:00:00Z')).toBe('sam by override, 11-18T00:00 to 11-18T06:00')
    expect(ask({ overrides }, '2026-11-18T06:00:00Z')).toBe('joon by override, 11-18T06:00 to 11-19T00:00')
  })

  test('one after the other for the same person are one stretch', () => {
    const overrides = [
      { ...override, responder: 'sam' },
      { ...override, from: override.until, until: '2026-11-20T00:00:00Z', responder: 'sam' },
    ]
    expect(ask({ overrides }, '2026-11-18T05:00:00Z')).toBe('sam by override, 11-18T00:00 to 11-20T00:00')
  })

  test('instead of somebody count only in that person’s turn, so that two are a swap', () => {
    const fortnight = { ...override, from: '2026-11-16T00:00:00Z', until: '2026-11-30T00:00:00Z' }
    const overrides = [
      { ...fortnight, responder: 'joon', instead: 'mina' },
      { ...fortnight, responder: 'mina', instead: 'joon' },
    ]
    expect(ask({ overrides }, '2026-11-18T05:00:00Z')).toBe('joon by override, 11-16T00:00 to 11-23T00:00')
    expect(ask({ overrides }, '2026-11-25T05:00:00Z')).toBe('mina by override, 11-23T00:00 to 11-30T00:00')
  })

  test('an earlier override counts no longer than until a later one, which waits for a turn, does', () => {
    const long = { ...override, from: '2026-11-20T00:00:00Z', until: '2026-11-26T00:00:00Z' }
    const overrides = [
      { ...long, responder: 'sam' },
      { ...long, responder: 'mina', instead: 'joon' },
    ]
    expect(ask({ overrides }, '2026-11-20T00:00:00Z')).toBe('sam by override, 11-20T00:00 to 11-23T00:00')
    expect(ask({ overrides }, '2026-11-23T00:00:00Z')).toBe('mina by override, 11-23T00:00 to 11-26T00:00')
  })
})

test('somebody who is alone has turns too', () => {
  const primary = { ...week, responders: ['mina'] }
  expect(ask({ rotations: { primary } }, '2026-11-18T00:00:00Z')).toBe('mina by layer 1, 11-16T00:00 to 11-23T00:00')
})

describe('a step’s names', () => {
  const at = new Date('2026-11-18T03:00:00Z')
  test('stand for responders, each once, in order', () => {
    const config = parse({ rotations: { primary: week, second: { ...week, responders: ['joon', 'mina'] } } })
    expect(targetsAt(config, ['sam', 'primary', 'second', 'mina', 'sam'], at)).toEqual(['sam', 'mina', 'joon'])
  })

  test('add nobody where nobody is on call, or where a deployment took the name away', () => {
    expect(targetsAt(parse({ rotations: { primary: night } }), ['primary', 'mia', 'toString'], at)).toEqual([])
  })
})

describe('a policy', () => {
  const steps = [{ notify: ['primary'], wait: '5 minutes' }]
  const config = parse({ policies: { shop: { steps } } })

  test('is found by its name, and a rotation’s name stands for one', () => {
    expect(policyOf(config, 'shop')).toEqual({ steps, repeat: 1, remindEvery: '1 hour' })
    expect(policyOf(config, 'primary')).toEqual({
      steps: [{ notify: ['primary'], wait: '10 minutes' }],
      repeat: 1,
      remindEvery: '1 hour',
    })
  })

  test('that a deployment took away stands for onCall', () => {
    expect(policyOf(config, 'gone')).toEqual(policyOf(config, 'primary'))
    expect(policyOf(config, 'constructor')).toEqual(policyOf(config, 'primary'))
    expect(() => policyOf({ ...config, onCall: 'gone' }, 'other')).toThrow(RangeError)
  })
})

test('the command tells now and next, and whether an override applies', () => {
  const config = parse({ overrides: [{ ...override, responder: 'sam' }], rotations: { primary: week, night } })
  expect(onCallRows(config, new Date('2026-11-17T03:00:00Z'))).toEqual([
    {
      rotation: 'primary',
      when: 'now',
      responder: 'mina',
      from: '2026-11-16T00:00:00.000Z',
      until: '2026-11-18T00:00:00.000Z',
    },
    {
      rotation: 'primary',
      when: 'next',
      responder: 'sam',
      from: '2026-11-18T00:00:00.000Z',
      until: '2026-11-19T00:00:00.000Z',
      override: true,
    },
    {
      rotation: 'night',
      when: 'now',
      responder: null,
      from: '2026-11-16T21:00:00.000Z',
      until: '2026-11-17T13:00:00.000Z',
    },
    {
      rotation: 'night',
      when: 'next',
      responder: 'sam',
      from: '2026-11-17T13:00:00.000Z',
      until: '2026-11-17T21:00:00.000Z',
    },
  ])
})
