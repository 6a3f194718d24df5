import { pendingAction, settle } from '../../../../functions/hours/rules/settle.ts'
import type { Wish } from '../../../../functions/hours/rules/situation.ts'
import { keptBefore, ownSize, runningSize } from '../../../../functions/hours/rules/sizes.ts'
import { ago, because, now, observedAs, orderOf, recordOf, situationOf } from './scene.ts'

type State = Parameters<typeof observedAs>[0]

const wishOf = (state: 'running' | 'stopped', more: Partial<Wish> = {}): Wish => ({
  state,
  since: new Date(ago(3_600)),
  until: undefined,
  because,
  holds: true,
  ...more,
})
const group = { noun: 'group', interruptible: true, scaling: [], within: { start: 900, stop: 600 } }

describe('what waits until AWS shows a target', () => {
  const pending = (wish: Wish | undefined, state: State, record?: ReturnType<typeof recordOf>, code?: string) =>
    pendingAction(
      situationOf({ wish, record, observed: observedAs(state, code ? { reason: { code, words: 'w' } } : {}) }),
    )
  test('is what its calendar has said since', () => {
    expect(pending(wishOf('running'), 'unknown')).toBe('start')
    expect(pending(wishOf('stopped'), 'unknown')).toBe('stop')
    expect(pending(wishOf('stopped'), 'running')).toBeUndefined()
    expect(pending(undefined, 'unknown')).toBeUndefined()
    expect(pending(wishOf('stopped'), 'unknown', undefined, 'denied')).toBeUndefined()
    expect(pending(wishOf('stopped'), 'unknown', undefined, 'Throttling')).toBe('stop')
    expect(pending(wishOf('stopped', { holds: false }), 'unknown')).toBeUndefined()
    expect(pending(wishOf('stopped'), 'unknown', recordOf())).toBeUndefined()
    expect(pending(wishOf('running'), 'unknown', recordOf())).toBe('start')
    expect(pending(wishOf('running', { holds: false }), 'unknown', recordOf())).toBeUndefined()
    expect(pending(wishOf('stopped', { holds: false, since: now }), 'unknown', recordOf())).toBe('stop')
    expect(pending(wishOf('stopped'), 'unknown', recordOf({ retired: ago(60) }))).toBe('stop')
  })
})

describe('what its calendar says', () => {
  const settled = (wish: Wish, state: State, more: Parameters<typeof recordOf>[0] = {}, situation = {}) =>
    settle(situationOf({ wish, observed: observedAs(state), record: recordOf(more), ...situation }))

  test('is news when it was said after it was last taken up, or when something else is wanted', () => {
    expect(settled(wishOf('stopped', { since: new Date(ago(3_600)) }), 'running')?.order).toBeUndefined()
    expect(settled(wishOf('stopped', { since: new Date(ago(3_599)) }), 'running')?.order).toMatchObject({
      action: 'stop',
    })
    expect(settled(wishOf('running'), 'stopped')?.order).toMatchObject({
      action: 'start',
      tries: 0,
      since: now.toISOString(),
    })
    expect(settled(wishOf('running', { holds: false }), 'stopped')).toMatchObject({
      moment: { state: 'running' },
      order: undefined,
    })
  })

  test('in the other direction is remembered against what was asked for before', () => {
    const back = settled(wishOf('running'), 'running', { order: orderOf({ askedAt: ago(30), tries: 1 }) })
    expect(back?.order).toMatchObject({ action: 'start', against: ago(30) })
    const never = settled(wishOf('running'), 'stopped', { order: orderOf({ against: ago(40) }) })
    expect(never?.order).toMatchObject({ action: 'start', against: ago(40) })
    const same = settled(wishOf('stopped', { since: now }), 'running', {
      order: orderOf({ askedAt: ago(30), against: ago(50) }),
    })
    expect(same?.order).toMatchObject({ action: 'stop', against: ago(50) })
    expect(settled(wishOf('running'), 'running')?.order).toBeUndefined()
  })

  test('waits for what may still turn, as long as that has', () => {
    // A stop has 900 seconds here, and a start 1,800, unless its entry says otherwise.
    const turning = (seconds: number, within?: object) =>
      settled(
        wishOf('running'),
        'running',
        { order: orderOf({ askedAt: ago(seconds), tries: 1 }) },
        within && { entry: { ...situationOf().entry, within } },
      )?.order !== undefined
    expect([turning(899), turning(900)]).toEqual([true, false])
    expect([turning(59, { stop: 60 }), turning(60, { stop: 60 })]).toEqual([true, false])
    expect([turning(899, { start: 60 }), turning(900, { start: 60 })]).toEqual([true, false])
  })
})

describe('what is otherwise than its calendar wants', () => {
  const atRest = (state: State, more: Parameters<typeof recordOf>[0] = {}, situation = {}) => {
    const record = recordOf(more)
    const wish = wishOf(record.moment.state)
    const after = settle(situationOf({ wish, observed: observedAs(state), record, ...situation }))
    return { hand: after?.hand?.state, order: after?.order?.action, restarted: after?.order?.restarted, after, record }
  }
  const running = { moment: { state: 'running', at: ago(3_600), seenAt: ago(3_600) } } as const

  test.each([
    ['stopped', 'running', 'running'],
    ['stopped', 'starting', 'running'],
    ['stopped', 'busy', 'running'],
    ['stopped', 'stopped', undefined],
    ['stopped', 'stopping', undefined],
    ['running', 'stopped', 'stopped'],
    ['running', 'stopping', 'stopped'],
    ['running', 'running', undefined],
    ['running', 'starting', undefined],
  ] as const)('where %s is wanted, %s is by hand: %s', (wanted, state, hand) => {
    expect(atRest(state, wanted === 'running' ? running : {})).toMatchObject({ hand, order: undefined })
  })

  test('is as it was found, and nobody did it, where its rules only start or only stop and their moment was past', () => {
    const found = (state: State, wish: Wish, more: Parameters<typeof situationOf>[0] = {}) =>
      settle(situationOf({ wish, observed: observedAs(state), ...more }))
    const once = wishOf('stopped', { holds: false })
    const first = found('running', once)
    expect(first?.order).toBeUndefined()
    expect(first?.hand).toEqual({ state: 'running', at: now.toISOString(), found: true })
    expect(found('running', once, { record: first })?.hand).toBe(first?.hand)
    expect(found('stopped', once)?.hand).toBeUndefined()
    expect(found('gone', once)?.hand).toBeUndefined()
    expect(found('running', wishOf('stopped'))?.hand).toBeUndefined()
    expect(found('running', wishOf('stopped'))?.order?.action).toBe('stop')
    expect(found('stopped', wishOf('running', { holds: false }))?.hand).toMatchObject({ state: 'stopped', found: true })
    // A new config, whose stop is past; and a target that is back in it.
    expect(found('running', once, { record: recordOf(running) })?.hand).toMatchObject({ state: 'running', found: true })
    expect(found('running', once, { record: recordOf({ retired: ago(60) }) })?.hand).toMatchObject({ found: true })
    // A new config whose calendar wants it all the time.
    const held = found('running', wishOf('stopped'), { record: first })
    expect([held?.order?.action, held?.hand]).toEqual(['stop', undefined])
    // What a person does later is theirs.
    const stopped = found('stopped', once, { record: first })
    expect(stopped?.hand).toBeUndefined()
    expect(found('running', once, { record: stopped })?.hand).toEqual({ state: 'running', at: now.toISOString() })
  })

  test('is set right where its entry enforces, and was RDS within an hour of the time at which it restarts', () => {
    const entry = { ...situationOf().entry, enforce: true }
    expect(atRest('running', {}, { entry })).toMatchObject({ hand: undefined, order: 'stop' })
    const restart = (seconds: number, more = {}) => atRest('running', { restartsAt: ago(-seconds), ...more })
    expect(restart(3_600)).toMatchObject({ order: 'stop', restarted: true, hand: undefined })
    expect(restart(3_601)).toMatchObject({ order: undefined, hand: 'running' })
    expect(restart(0, { hand: { state: 'running', at: ago(60) } })).toMatchObject({ order: undefined, hand: 'running' })
    expect(atRest('stopped', { ...running, restartsAt: ago(60) })).toMatchObject({ order: undefined, hand: 'stopped' })
  })

  test('is written down once, with the size that somebody gave it, and forgotten when it is over', () => {
    const hand = { state: 'running', at: ago(600) } as const
    const known = atRest('running', { hand })
    expect(known.after).toBe(known.record)
    expect(atRest('stopped', { hand }).hand).toBeUndefined()
    const calm = atRest('stopped')
    expect(calm.after).toBe(calm.record)
    const kept = { at: ago(900), held: true, size: { desired: 3 } }
    const resized = (desired: number) =>
      atRest(
        'running',
        { hand, kept, set: { size: { desired: 0 } } },
        { observed: observedAs('running', { size: { desired } }), kind: group },
      ).after
    expect(resized(5)).toMatchObject({ hand, kept: { ...kept, size: { desired: 5 } } })
    expect(resized(3)).toMatchObject({ hand, kept })
    const notHeld = atRest(
      'running',
      { hand, kept: { ...kept, held: false } },
      { observed: observedAs('running', { size: { desired: 5 } }), kind: group },
    )
    expect(notHeld.after).toBe(notHeld.record)
  })

  test('a size that somebody changed is left to them, and one that its calendar says is set where it enforces', () => {
    const sized = { ...running, moment: { ...running.moment, size: { min: 5 } } }
    const situation = {
      wish: wishOf('running', { size: { min: 5 } }),
      kind: group,
      observed: observedAs('running', { size: { min: 1, desired: 2 } }),
    }
    expect(atRest('running', sized, situation)).toMatchObject({ hand: 'running', order: undefined })
    expect(atRest('running', sized, { ...situation, entry: { ...situationOf().entry, enforce: true } })).toMatchObject({
      hand: undefined,
      order: 'size',
    })
  })
})

test('an order that has come true is over, and what it had before is given back', () => {
  const kept = { at: ago(900), held: true, size: { desired: 3 } }
  const done = (more: object, size: object, state: State = 'running') =>
    settle(
      situationOf({
        kind: group,
        wish: wishOf('running'),
        observed: observedAs(state, { size }),
        record: recordOf({
          moment: { state: 'running', at: ago(3_600), seenAt: ago(3_600) },
          order: orderOf({ action: 'start' }),
          kept,
          set: { size: { desired: 3 }, before: { desired: 0 } },
          ...more,
        }),
      }),
    )
  expect(done({}, { desired: 3 })).toMatchObject({ order: undefined, kept: { held: false }, set: undefined })
  expect(done({}, { desired: 3 }, 'starting')?.order).toBeDefined()
  const stopped = settle(
    situationOf({
      kind: group,
      observed: observedAs('stopped', { size: { desired: 0 } }),
      record: recordOf({ order: orderOf(), kept, set: { size: { desired: 0 }, before: { desired: 3 } } }),
    }),
  )
  expect(stopped).toMatchObject({ order: undefined, kept: { held: true }, set: { size: { desired: 0 } } })
  expect(stopped?.set?.before).toBeUndefined()
})

test('without a word of its calendar nothing is under way, and what a person set ends with its time', () => {
  expect(settle(situationOf({ wish: undefined, record: recordOf({ order: orderOf() }) }))?.order).toBeUndefined()
  expect(settle(situationOf({ wish: undefined }))).toBeUndefined()
  const override = (until: string) => ({ state: 'running', at: ago(900), until, by: 'mina' }) as const
  const after = (until: string) =>
    settle(situationOf({ observed: observedAs('stopped'), record: recordOf({ override: override(until) }) }))
  expect(after(ago(0))).toMatchObject({ override: undefined, moment: { seenAt: now.toISOString() } })
  expect(after(ago(-1))?.override).toEqual(override(ago(-1)))
})

test('a target that has moved to another place, or to another calendar, is written down there', () => {
  const moved = (more: object) => settle(situationOf({ observed: observedAs('stopped'), record: recordOf(more) }))
  expect(moved({ entry: 'old' })).toMatchObject({ entry: 'shop', calendar: 'office' })
  expect(moved({ calendar: 'old' })).toMatchObject({ entry: 'shop', calendar: 'office' })
  const record = recordOf()
  expect(settle(situationOf({ observed: observedAs('stopped'), record }))).toBe(record)
})

describe('sizes', () => {
  const kept = { at: ago(60), held: true, size: { min: 1, desired: 3 } }
  test('its own is what somebody left, and what was kept where we changed it', () => {
    expect(ownSize(observedAs('running', { size: { min: 2, desired: 4 } }), undefined)).toEqual({ min: 2, desired: 4 })
    expect(ownSize(observedAs('stopped', { size: { min: 0, desired: 0 } }), { kept })).toEqual({ min: 1, desired: 3 })
    const set = { size: { min: 5, desired: 5 }, before: { min: 1, desired: 3 } }
    expect(ownSize(observedAs('running', { size: { min: 5, desired: 5 } }), { kept, set })).toEqual({
      min: 1,
      desired: 3,
    })
    expect(ownSize(observedAs('running', { size: { min: 5, desired: 7 } }), { kept, set })).toEqual({
      min: 1,
      desired: 7,
    })
    expect(ownSize(observedAs('running', { size: { min: 4, desired: 5 } }), { kept, set })).toEqual({
      min: 4,
      desired: 4,
    })
    expect(ownSize(observedAs('running'), { kept })).toEqual({ min: 1, desired: 3 })
    expect(ownSize(observedAs('running', { size: { desired: 2 } }), undefined)).toEqual({ desired: 2 })
  })

  test('nothing is kept of what has neither a size nor scaling, and what is held stays as it was', () => {
    expect(keptBefore(observedAs('running'), undefined, now)).toBeUndefined()
    const at = now.toISOString()
    expect(keptBefore(observedAs('running', { suspended: ['a'] }), undefined, now)).toEqual({
      at,
      held: true,
      suspended: ['a'],
    })
    expect(keptBefore(observedAs('running', { size: { desired: 2 } }), undefined, now)).toEqual({
      at,
      held: true,
      size: { desired: 2 },
    })
    const before = { kept: { at: ago(60), held: true, suspended: ['b'] } }
    expect(keptBefore(observedAs('running', { suspended: ['a'] }), before, now)?.suspended).toEqual(['b'])
    const free = { kept: { ...before.kept, held: false } }
    expect(keptBefore(observedAs('running', { suspended: ['a'] }), free, now)?.suspended).toEqual(['a'])
  })

  test.each([
    [{ min: 1, desired: 3 }, undefined, { min: 1, desired: 3 }],
    [{ min: 1, desired: 3 }, { min: 5 }, { min: 5, desired: 5 }],
    [{ min: 4, desired: 6 }, { desired: 2 }, { min: 2, desired: 2 }],
    [{ min: 4, desired: 6 }, { desired: 8 }, { min: 4, desired: 8 }],
    [{ desired: 3 }, undefined, { desired: 3 }],
    [undefined, { min: 2 }, { min: 2, desired: 2 }],
    [undefined, { desired: 2 }, { desired: 2 }],
    [undefined, undefined, undefined],
    [{ min: 0, desired: 0 }, undefined, undefined],
  ])('of its own %j and the calendar’s %j comes %j', (own, rule, size) => {
    expect(runningSize(own, rule)).toEqual(size)
  })
})
