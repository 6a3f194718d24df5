import { type DrillWorld, drill, type Hop } from '../../../api/alerts/drill.ts'
import { drilledAlarm } from '../../../api/alerts/drill-alarm.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type NotificationRecord, type TransitionRecord } from '../../../shared/ledger/records.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))
const options = { alarm: 'corner-shop-checkout-errors', before: 'OK', reason: 'Drill 1234', patienceMs: 5_000 } as const
const start = Date.parse('2026-11-21T00:00:00Z')

const transition = (outcome: TransitionRecord['outcome'], more: Partial<TransitionRecord> = {}): TransitionRecord => ({
  ...keys.transition(options.alarm, '2026-11-21T00:00:00.000Z', 'ALARM'),
  kind: 'transition',
  at: '2026-11-21T00:00:00.000Z',
  alarm: options.alarm,
  outcome,
  reason: options.reason,
  incident: 'aaaa000000000001',
  basis: { event: { reason: options.reason }, config: 'c0ffee' },
  ...more,
})

const page = (channel: 'sms' | 'email', more: Partial<NotificationRecord> = {}): NotificationRecord => ({
  ...keys.notification('aaaa000000000001', 'page', 1, 'mina', channel),
  kind: 'notification',
  at: '2026-11-21T00:00:01.000Z',
  incident: 'aaaa000000000001',
  to: 'mina',
  channel,
  purpose: 'page',
  step: 1,
  outcome: 'accepted',
  attempts: 1,
  ...more,
})

type Item = TransitionRecord | NotificationRecord

/** A world in which a pause is 200 ms long, and what the deployment writes appears at its millisecond. */
const makeWorld = (written: readonly (readonly [ms: number, item: Item])[], more: Partial<DrillWorld> = {}) => {
  let now = start
  const set: string[] = []
  const hops: Hop[] = []
  const ledger = () =>
    memoryLedger(written.filter(([ms]) => now - start >= ms).map(([, item]) => ({ ...item, version: 1 })))
  const world: DrillWorld = {
    ledger: {
      list: (kind, listed) => ledger().list(kind, listed),
      children: (pk, prefix) => ledger().children(pk, prefix),
    },
    set: async (state) => {
      set.push(`${state} after ${now - start} ms`)
    },
    now: () => new Date(now),
    pause: async () => {
      now += 200
    },
    wait: async (ms) => {
      now += ms
    },
    onHop: (hop) => hops.push(hop),
    ...more,
  }
  return { world, set, hops }
}

describe('a drill', () => {
  test('follows the alarm to each accepted message, says how long each took, and puts the alarm back', async () => {
    const { world, set } = makeWorld([
      [300, transition('opened')],
      [300, page('email', { outcome: 'planned' })],
      [300, page('sms')],
      [900, page('email')],
    ])
    expect(await drill(options, world)).toEqual([
      { hop: 'state change', ms: 0, note: 'corner-shop-checkout-errors is in ALARM' },
      { hop: 'incident', ms: 400, outcome: 'opened', incident: 'aaaa000000000001' },
      { hop: 'message', ms: 400, incident: 'aaaa000000000001', to: 'mina', channel: 'sms', outcome: 'accepted' },
      { hop: 'message', ms: 1000, incident: 'aaaa000000000001', to: 'mina', channel: 'email', outcome: 'accepted' },
    ])
    // Not within the same second: some tell the time of a change in whole seconds.
    expect(set).toEqual(['ALARM after 0 ms', 'OK after 1100 ms'])
  })

  test('ends when nothing comes, and puts the alarm back', async () => {
    const { world, set } = makeWorld([])
    expect((await drill(options, world)).map(({ hop }) => hop)).toEqual(['state change'])
    expect(set).toEqual(['ALARM after 0 ms', 'OK after 5000 ms'])
  })

  test('takes no other transition for its own', async () => {
    const other = transition('opened', { basis: { event: { reason: 'Drill 9999' }, config: 'c0ffee' } })
    const { world } = makeWorld([
      [0, other],
      [0, page('sms')],
    ])
    expect((await drill(options, world)).map(({ hop }) => hop)).toEqual(['state change'])
  })

  test('says why nobody is told', async () => {
    const { world } = makeWorld([[0, transition('held', { reason: 'silenced: stock is counted' })]])
    expect((await drill(options, world)).at(-1)).toMatchObject({
      hop: 'incident',
      outcome: 'held',
      note: 'held: silenced: stock is counted',
    })
  })

  test.each([
    [{ outcome: 'failed', detail: 'opted-out' } as const, 'opted-out'],
    [{ outcome: 'planned', digest: true } as const, 'waits for a digest: this person has just had another message'],
    [
      { outcome: 'planned', digest: true, notBefore: '2026-11-21T07:00:00.000Z' } as const,
      'waits for the end of quiet hours, 2026-11-21T07:00:00.000Z',
    ],
  ])('says what keeps a message: %j', async (more, note) => {
    const { world } = makeWorld([
      [0, transition('opened')],
      [0, page('sms', more)],
    ])
    expect((await drill(options, world)).at(-1)).toMatchObject({ hop: 'message', outcome: more.outcome, note })
  })

  test('waits for a digest, and tells of it when it goes out', async () => {
    const { world } = makeWorld([
      [0, transition('opened')],
      [0, page('sms', { outcome: 'planned', digest: true })],
      [3_000, page('sms', { digest: true })],
    ])
    const hops = await drill(options, world)
    expect(hops.map(({ hop, outcome, ms }) => [hop, outcome, ms])).toEqual([
      ['state change', undefined, 0],
      ['incident', 'opened', 0],
      ['message', 'planned', 0],
      ['message', 'accepted', 3_000],
    ])
  })

  test('puts the alarm back when it is ended early, and when setting it off went wrong', async () => {
    const early = makeWorld([], { pause: () => Promise.reject(new Error('Ended early')) })
    await expect(drill(options, early.world)).rejects.toThrow('Ended early')
    expect(early.set).toEqual(['ALARM after 0 ms', 'OK after 1100 ms'])

    const states: string[] = []
    const wrong = makeWorld([], {
      set: async (state) => {
        states.push(state)
        if (state === 'ALARM') throw new Error('time-out')
      },
    })
    await expect(drill(options, wrong.world)).rejects.toThrow('time-out')
    expect(states).toEqual(['ALARM', 'OK'])
  })

  test('an alarm without data is told to be well, so that its incident closes, and is then put back', async () => {
    const { world, set } = makeWorld([])
    await drill({ ...options, before: 'INSUFFICIENT_DATA' }, world)
    expect(set.map((each) => each.split(' ')[0])).toEqual(['ALARM', 'OK', 'INSUFFICIENT_DATA'])
  })

  test('says loudly that an alarm could not be put back', async () => {
    const { world } = makeWorld([], {
      set: async (state) => {
        if (state === 'OK') throw new Error('throttled')
      },
    })
    await expect(drill(options, world)).rejects.toThrow(/could not be put back .* set it to OK by hand/)
  })
})

describe('the alarm of a drill', () => {
  test('is the first of the config, or the one that is asked for, in short or in full', () => {
    expect(drilledAlarm(config)).toBe('corner-shop-checkout-errors')
    expect(drilledAlarm(config, 'orders-waiting')).toBe('corner-shop-orders-waiting')
    expect(drilledAlarm(config, 'corner-shop-orders-waiting')).toBe('corner-shop-orders-waiting')
  })

  test('that the config does not have is bad use, with what was probably meant', () => {
    expect(() => drilledAlarm(config, 'order-waiting')).toThrow(UsageError)
    expect(() => drilledAlarm(config, 'order-waiting')).toThrow('did you mean "orders-waiting"?')
    expect(() => drilledAlarm({ ...config, alerts: { ...config.alerts, alarms: {} } })).toThrow('no alarm to set off')
  })
})
