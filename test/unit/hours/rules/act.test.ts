import { act } from '../../../../functions/hours/rules/act.ts'
import { isInWindow } from '../../../../functions/hours/rules/maintenance.ts'
import { ago, now, observedAs, orderOf, recordOf, situationOf } from './scene.ts'

const started = { moment: { state: 'running', at: ago(3_600), seenAt: ago(3_600) } } as const
const group = {
  noun: 'group',
  interruptible: true,
  scaling: ['Launch', 'AZRebalance'],
  within: { start: 900, stop: 900 },
}

describe('a request is not made again at once', () => {
  const isAsked = (more: Parameters<typeof orderOf>[0]) =>
    act(situationOf(), recordOf({ order: orderOf(more) }), {}).request !== undefined
  // A minute, then twice as long each time, a quarter of an hour at most.
  test.each([
    [1, 60],
    [2, 120],
    [3, 240],
    [4, 480],
    [5, 900],
    [9, 900],
  ])('after %d tries it waits for %d seconds', (tries, seconds) => {
    expect(isAsked({ tries, askedAt: ago(seconds - 0.001) })).toBe(false)
    expect(isAsked({ tries, askedAt: ago(seconds) })).toBe(true)
  })

  test('and after the opposite was asked for, for a minute', () => {
    expect(isAsked({})).toBe(true)
    expect(isAsked({ against: ago(59) })).toBe(false)
    expect(isAsked({ against: ago(60) })).toBe(true)
    expect(isAsked({ tries: 5, askedAt: ago(3_600), against: ago(60) })).toBe(true)
    expect(isAsked({ tries: 5, askedAt: ago(60), against: ago(3_600) })).toBe(false)
  })
})

describe('what passes by itself is waited for', () => {
  const isAsked = (state: Parameters<typeof observedAs>[0], action: 'start' | 'stop', interruptible: boolean) => {
    const situation = situationOf({ observed: observedAs(state), kind: { ...group, scaling: [], interruptible } })
    const record = recordOf({ ...(action === 'start' ? started : {}), order: orderOf({ action }) })
    return act(situation, record, {}).request?.action
  }
  test.each([
    ['stopping', 'start', false, undefined],
    ['stopping', 'start', true, 'start'],
    ['stopped', 'start', false, 'start'],
    ['starting', 'start', true, undefined],
    ['starting', 'stop', false, undefined],
    ['starting', 'stop', true, 'stop'],
    ['stopping', 'stop', true, undefined],
    ['busy', 'stop', true, undefined],
    ['running', 'stop', false, 'stop'],
  ] as const)('%s: a %s where it can be interrupted: %s', (state, action, interruptible, asked) => {
    expect(isAsked(state, action, interruptible)).toBe(asked)
  })
})

test('what a calendar has made of one part of a size is still ours when only the other part is set anew', () => {
  const own = { min: 1, desired: 3 }
  const evening = { min: 10, desired: 12 }
  const inEvening = { moment: { ...started.moment, size: evening } }
  const record = recordOf({
    ...inEvening,
    order: orderOf({ action: 'size' }),
    kept: { at: ago(900), held: false, size: own },
    set: { size: evening },
  })
  const at = (size: { min: number; desired: number }) =>
    situationOf({ kind: group, observed: observedAs('running', { size, suspended: [] }) })
  // A deployment sets a count of its own.
  const deployed = { min: 10, desired: 253 }
  const { record: after, request } = act(at(deployed), record, {})
  expect(request?.size).toEqual({ desired: 12 })
  expect(after.kept?.size).toEqual({ min: 1, desired: 253 })
  expect(after.set).toEqual({ size: evening, before: deployed })
  const over = { ...after, ...started, order: orderOf({ action: 'size' }) }
  expect(act(at(evening), over, {}).request?.size).toEqual({ min: 1, desired: 253 })
  // A minimum that somebody raised meanwhile is theirs.
  const onlyCount = { ...record, moment: { ...record.moment, size: { desired: 12 } } }
  const raised = act(at({ min: 11, desired: 253 }), onlyCount, {}).record
  expect(raised.kept?.size).toEqual({ min: 11, desired: 253 })
  expect(raised.set?.size).toEqual({ desired: 12 })
})

test('a group that starts, and perhaps never gets there, is stopped all the same', () => {
  const observed = observedAs('starting', { size: { min: 1, desired: 3 }, suspended: [] })
  const { request } = act(situationOf({ kind: group, observed }), recordOf({ order: orderOf() }), {})
  expect(request).toEqual({ id: 'shop', action: 'stop', scaling: ['Launch', 'AZRebalance'] })
})

describe('before a stop', () => {
  const stop = (observed: Parameters<typeof observedAs>[1], more = {}) =>
    act(
      situationOf({ kind: group, observed: observedAs('running', observed) }),
      recordOf({ order: orderOf(), ...more }),
      {},
    )

  test('is written down that it is asked, since when it is off, and what it had', () => {
    const costs = { running: [{ item: 'ec2:t3.micro', count: 1 }], stopped: [] }
    const { record, request } = stop({ size: { min: 1, desired: 3 }, suspended: ['AZRebalance'], costs })
    expect(request).toEqual({ id: 'shop', action: 'stop', scaling: ['Launch'] })
    const at = now.toISOString()
    expect(record).toMatchObject({
      order: { action: 'stop', askedAt: at, tries: 1, freeAt: at },
      plannedOff: { since: at },
      kept: { at, held: true, size: { min: 1, desired: 3 }, suspended: ['AZRebalance'] },
      set: { size: { min: 0, desired: 0 }, before: { min: 1, desired: 3 } },
      costs,
    })
  })

  test('what is known stays: since when nothing stood in the way, since when it is off, and its costs', () => {
    const costs = { running: [], stopped: [{ item: 'ebs:gp3', count: 8 }] }
    const { record, request } = stop(
      { size: { desired: 2 }, suspended: ['Launch', 'AZRebalance'] },
      { order: orderOf({ freeAt: ago(600), tries: 1, askedAt: ago(600) }), plannedOff: { since: ago(900) }, costs },
    )
    expect(request).toEqual({ id: 'shop', action: 'stop' })
    expect(record).toMatchObject({ order: { freeAt: ago(600), tries: 2 }, plannedOff: { since: ago(900) }, costs })
    expect(record.set?.size).toEqual({ desired: 0 })
  })
})

describe('before a start', () => {
  const start = (observed: Parameters<typeof observedAs>[1], more = {}) =>
    act(
      situationOf({ kind: group, observed: observedAs('stopped', observed) }),
      recordOf({ ...started, order: orderOf({ action: 'start' }), ...more }),
      {},
    )
  const kept = { at: ago(3_600), held: true, size: { min: 1, desired: 3 }, suspended: ['AZRebalance'] }

  test('its own size and scaling are asked for again', () => {
    const { record, request } = start({ size: { min: 0, desired: 0 }, suspended: ['Launch', 'AZRebalance'] }, { kept })
    expect(request).toEqual({ id: 'shop', action: 'start', size: { min: 1, desired: 3 }, scaling: ['Launch'] })
    expect(record.kept).toEqual(kept)
    expect(record.set).toEqual({ size: { min: 1, desired: 3 }, before: { min: 0, desired: 0 } })
  })

  test('one without sizes needs none, and one that stands at nothing and had none says so', () => {
    expect(start({})).toMatchObject({ request: { id: 'shop', action: 'start' } })
    expect(start({}).request).toEqual({ id: 'shop', action: 'start' })
    expect(start({ size: { desired: 0 } })).toMatchObject({ lacksSize: true })
    expect(start({ size: { desired: 0 } }).request).toBeUndefined()
  })

  test('while it starts, only what is still to be put back is asked for', () => {
    const onItsWay = (observed: Parameters<typeof observedAs>[1]) =>
      act(
        situationOf({ kind: group, observed: observedAs('starting', observed) }),
        recordOf({ ...started, order: orderOf({ action: 'start' }), kept, set: { size: { min: 0, desired: 0 } } }),
        {},
      ).request
    expect(onItsWay({ size: { min: 1, desired: 3 }, suspended: ['AZRebalance'] })).toBeUndefined()
    expect(onItsWay({ size: { min: 1, desired: 3 }, suspended: ['Launch'] })).toMatchObject({ scaling: ['Launch'] })
    expect(onItsWay({ size: { min: 0, desired: 0 }, suspended: [] })).toMatchObject({ size: { min: 1, desired: 3 } })
  })
})

test('a size that its calendar says is set, and what it had is kept', () => {
  const resized = act(
    situationOf({ kind: group, observed: observedAs('running', { size: { min: 1, desired: 2 } }) }),
    recordOf({ moment: { ...started.moment, size: { min: 5 } }, order: orderOf({ action: 'size' }) }),
    { start: 'it comes after web', stop: 'cache comes after it' },
  )
  expect(resized.request).toEqual({ id: 'shop', action: 'size', size: { min: 5, desired: 5 } })
  expect(resized.record.kept).toEqual({ at: now.toISOString(), held: false, size: { min: 1, desired: 2 } })
})

test('what stands in its way is said, and so is a maintenance window after a restart by RDS', () => {
  const record = recordOf({ order: orderOf() })
  expect(act(situationOf(), record, { stop: 'cache comes after it' })).toEqual({
    record,
    waits: 'cache comes after it',
  })
  const restarted = recordOf({ order: orderOf({ restarted: true }) })
  const observed = observedAs('running', { maintenanceWindow: 'fri:11:30-fri:12:00' })
  expect(act(situationOf({ observed }), restarted, {}).waits).toMatch(
    /^its maintenance window \(fri:11:30-fri:12:00 UTC\)/,
  )
  expect(act(situationOf({ observed }), record, {}).request).toMatchObject({ action: 'stop' })
})

// 4 December 2026 is a Friday.
test.each([
  ['fri:11:30-fri:12:00', '2026-12-04T11:29:59Z', false],
  ['fri:11:30-fri:12:00', '2026-12-04T11:30:00Z', true],
  ['fri:11:30-fri:12:00', '2026-12-04T12:00:59Z', true],
  ['fri:11:30-fri:12:00', '2026-12-04T12:01:00Z', false],
  ['Fri:23:30-Sat:00:30', '2026-12-05T00:30:00Z', true],
  ['fri:23:30-sat:00:30', '2026-12-05T00:31:00Z', false],
  ['sat:23:30-sun:00:30', '2026-12-05T23:29:00Z', false],
  ['sat:23:30-sun:00:30', '2026-12-06T00:15:00Z', true],
  ['sat:23:30-sun:00:30', '2026-12-06T00:31:00Z', false],
  ['sun:00:00-sat:23:59', '2026-12-02T08:00:00Z', true],
  ['at night', '2026-12-04T12:00:00Z', false],
  [undefined, '2026-12-04T12:00:00Z', false],
])('the window %s holds at %s: %s', (window, at, expected) => {
  expect(isInWindow(window, new Date(at))).toBe(expected)
})
