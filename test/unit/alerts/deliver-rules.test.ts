import * as fc from 'fast-check'
import { waysFor } from '../../../functions/alerts/rules/notifications.ts'
import { lateRules } from '../../../shared/on-call/late-rules.ts'
import { alarmOf, later, makeConfig, makeWorld, refused } from './scene.ts'

const responders = {
  mina: {
    sms: '+12025550101',
    email: 'mina@corner-shop.example',
    deliver: [{ channel: 'email' }, { channel: 'sms', after: '5 minutes' }],
  },
  joon: { sms: '+12025550102' },
}
const policies = {
  shop: {
    steps: [
      { notify: ['mina'], wait: '10 minutes' },
      { notify: ['mina', 'joon'], wait: '10 minutes' },
    ],
    repeat: 0,
  },
}
const config = makeConfig({ responders, policies, onCall: 'shop' })
const none: ReadonlySet<string> = new Set()

describe('by which channels, and when', () => {
  const who = { ...responders.mina, webhook: { format: 'ntfy', url: { ssm: '/push' } } }
  const ways = (deliver: object[], severity: 'critical' | 'warning' | 'info', spent = none) =>
    waysFor({ ...who, deliver } as never, severity, spent)

  test('a rule for a severity counts for it alone; a severity without a rule comes as without rules', () => {
    const deliver = [
      { channel: 'sms', severity: ['critical'] },
      { channel: 'email', after: '1 minute', severity: ['warning', 'critical'] },
    ]
    expect(ways(deliver, 'critical')).toEqual([{ channel: 'sms' }, { channel: 'email', after: 60 }])
    expect(ways(deliver, 'warning')).toEqual([{ channel: 'email', after: 60 }])
    expect(ways(deliver, 'info')).toEqual([{ channel: 'email' }, { channel: 'webhook' }])
  })

  test('what is only for information wakes nobody unless a rule says so', () => {
    expect(ways([{ channel: 'sms' }, { channel: 'email' }], 'info')).toEqual([{ channel: 'email' }])
    expect(ways([{ channel: 'sms', severity: ['info'] }], 'info')).toEqual([{ channel: 'sms' }])
  })

  test('where the money of every channel that a rule names is spent, the others are left', () => {
    expect(ways([{ channel: 'sms' }], 'critical', new Set(['sms']))).toEqual([
      { channel: 'email' },
      { channel: 'webhook' },
    ])
    expect(ways([{ channel: 'sms' }, { channel: 'email' }], 'critical', new Set(['sms']))).toEqual([
      { channel: 'email' },
    ])
  })
})

test('the email at once, the text after five minutes; the step is taken when its wait is over all the same', async () => {
  const scene = makeWorld({ config })
  await scene.call(alarmOf('a', 'ALARM'))
  expect(scene.told()).toEqual(['ALARM mina email'])
  await scene.sweep(later(299))
  expect(scene.told()).toEqual(['ALARM mina email'])
  await scene.sweep(later(300))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  expect((await scene.incident()).nextAt).toBe(later(600).toISOString())
  await scene.ring(later(600))
  await scene.sweep(later(600))
  expect(scene.told().filter((each) => each.endsWith('joon sms')).length).toBe(1)
})

test('acknowledged, or over, before its time: the text is not sent', async () => {
  for (const end of ['acknowledged', 'resolved'] as const) {
    const scene = makeWorld({ config })
    await scene.call(alarmOf('a', 'ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: end, by: 'mina' }, later(120))
    await scene.sweep(later(400))
    expect(scene.told().filter((each) => each.includes('sms'))).toEqual([])
    expect(await scene.outcomes()).toContain('page mina sms dropped')
  }
})

test('the clock of a step waits for none of them, whatever became of the others', async () => {
  for (const severity of ['critical', 'warning'] as const) {
    const scene = makeWorld({
      config: makeConfig({ responders, policies, onCall: 'shop', routes: [{ match: { alarm: '*' }, severity }] }),
      fail: ({ channel }) => (channel === 'email' ? refused() : undefined),
    })
    await scene.call(alarmOf('a', 'ALARM'))
    await scene.sweep(later(300))
    expect(scene.told()).toEqual(['ALARM mina sms'])
    await scene.sweep(later(600))
    expect((await scene.incident()).steps).toBe(2)
  }
})

test('one whose only rule waits is called after it, and the next step comes on time', async () => {
  const only = {
    mina: { ...responders.mina, deliver: [{ channel: 'sms', after: '4 minutes' }] },
    joon: responders.joon,
  }
  for (const severity of ['critical', 'warning'] as const) {
    const scene = makeWorld({
      config: makeConfig({ responders: only, policies, onCall: 'shop', routes: [{ match: { alarm: '*' }, severity }] }),
    })
    await scene.call(alarmOf('a', 'ALARM'))
    expect(scene.told()).toEqual([])
    await scene.sweep(later(240))
    expect(scene.told()).toEqual(['ALARM mina sms'])
    await scene.sweep(later(600))
    expect((await scene.incident()).steps).toBe(2)
  }
})

test('steps that follow each other faster than a rule waits put its message off no further', async () => {
  const quick = {
    shop: {
      steps: [
        { notify: ['mina'], wait: '2 minutes' },
        { notify: ['mina'], wait: '2 minutes' },
      ],
      repeat: 5,
    },
  }
  const scene = makeWorld({ config: makeConfig({ responders, policies: quick, onCall: 'shop' }) })
  await scene.call(alarmOf('a', 'ALARM'))
  for (let seconds = 60; seconds <= 360; seconds += 60) await scene.sweep(later(seconds))
  expect(scene.told().filter((each) => each === 'ALARM mina sms').length).toBe(1)
})

test('in quiet hours the wait counts from their end, and so does the step', async () => {
  // Nine in the morning in Seoul.
  const quiet = {
    mina: { ...responders.mina, zone: 'Asia/Seoul', quietHours: { from: '08:00', until: '10:00' } },
    joon: responders.joon,
  }
  const scene = makeWorld({
    config: makeConfig({
      responders: quiet,
      policies,
      onCall: 'shop',
      routes: [{ match: { alarm: '*' }, severity: 'warning' }],
    }),
  })
  await scene.call(alarmOf('a', 'ALARM'))
  await scene.sweep(later(3_599))
  expect(scene.told()).toEqual([])
  await scene.sweep(later(3_600))
  expect(scene.told()).toEqual(['ALARM mina email'])
  await scene.sweep(later(3_600 + 300))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  await scene.sweep(later(3_600 + 599))
  expect((await scene.incident()).steps).toBe(1)
  await scene.sweep(later(3_600 + 601))
  expect((await scene.incident()).steps).toBe(2)
})

test('a hand-over waits for no acknowledgement', async () => {
  const scene = makeWorld({ config })
  await scene.call(alarmOf('a', 'ALARM'))
  const { id } = await scene.incident()
  await scene.happen(id, { kind: 'handed-over', by: 'joon', to: 'mina' }, later(90))
  expect((await scene.outcomes()).filter((each) => each.startsWith('hand-over'))).toEqual([
    'hand-over mina email accepted',
    'hand-over mina sms accepted',
  ])
})

test('whenever somebody acknowledges: each message that was due by then was sent, and none that was not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 590 }), async (minutes, seconds) => {
      const deliver = [{ channel: 'email' }, { channel: 'sms', after: `${minutes} minute${minutes > 1 ? 's' : ''}` }]
      const scene = makeWorld({
        config: makeConfig({
          responders: { ...responders, mina: { ...responders.mina, deliver } },
          policies,
          onCall: 'shop',
        }),
      })
      await scene.call(alarmOf('a', 'ALARM'))
      const { id } = await scene.incident()
      for (let at = 60; at <= seconds; at += 60) await scene.sweep(later(at))
      await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(seconds))
      await scene.sweep(later(600))
      expect(scene.told().filter((each) => each === 'ALARM mina sms').length).toBe(
        Math.floor(seconds / 60) >= minutes ? 1 : 0,
      )
    }),
    { numRuns: 30 },
  )
})

describe('the synthesis warns', () => {
  test('of a rule that waits for longer than a step', () => {
    const slow = {
      ...responders,
      mina: { ...responders.mina, deliver: [{ channel: 'email' }, { channel: 'sms', after: '10 minutes' }] },
    }
    expect(lateRules(makeConfig({ responders: slow, policies, onCall: 'shop' }))).toEqual([
      'alerts.responders.mina.deliver[1]: sms comes after 10 minutes, and alerts.policies.shop.steps[0].wait is 10 minutes: the next step is taken before mina gets it. Give the rule a shorter after, or the step a longer wait',
    ])
    expect(lateRules(makeConfig({ responders: slow })).join()).toContain('the rotation primary is 10 minutes')
    expect(lateRules(config)).toEqual([])
  })
})
