import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tellOutside } from '../../../functions/alerts/engine/outside.ts'
import { notWell } from '../../../functions/alerts/rules/well-being.ts'
import { watchersOutside } from '../../../functions/alerts/world/outside.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type OutsideRecord } from '../../../shared/ledger/records.ts'
import { post } from '../../../shared/webhook/post.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { alarmOf, awsError, later, makeConfig, makeWorld, throttled } from './scene.ts'

const at = (seconds: number) => ({ at: later(-seconds).toISOString() })

test.each([
  ['nothing waits', {}, undefined],
  ['what is due in four minutes', { timers: [at(-240)], owed: [at(-240)] }, undefined],
  ['late by less than five minutes', { timers: [at(299)], owed: [at(299)] }, undefined],
  ['timers that are late', { timers: [at(300), at(301)] }, '2 timers are due for 5 minutes'],
  ['messages that are late', { owed: [at(3_000)] }, '1 message is owed for 5 minutes'],
  [
    'a queue that was stuck, and is not',
    {
      ages: {
        timers: [
          { at: later(-120), value: 900 },
          { at: later(-60), value: 2 },
        ],
      },
    },
    undefined,
  ],
  [
    'a queue that is stuck',
    { ages: { timers: [], reports: [{ at: later(-60), value: 300 }] } },
    'the queue reports has not been worked on for 5 minutes',
  ],
  ['dead-letter queues that are empty', { dead: { AlertsDeadLetters: 0 } }, undefined],
  [
    'what was given up',
    { dead: { AlertsDeadLetters: 1, TimersDeadLetters: 2 } },
    'AlertsDeadLetters keeps 1 message that could not be worked on, TimersDeadLetters keeps 2 messages that could not be worked on',
  ],
])('%s', (_, state, reason) => {
  expect(notWell({ timers: [], owed: [], ages: {}, dead: {}, ...state }, later(0))).toBe(reason)
})

/** A world with watchers that answer as they are told. */
const opened = (...answers: (number | Error)[]) => {
  const scene = makeWorld({ config: makeConfig() })
  const called: number[] = []
  const calls = answers.map((answer, index) => async () => {
    called.push(index)
    if (answer instanceof Error) throw answer
    return answer
  })
  let kept: number | Error = 0
  const deadLetters = async () => {
    if (kept instanceof Error) throw kept
    return { AlertsDeadLetters: kept }
  }
  const keep = (count: number | Error): void => {
    kept = count
  }
  const tell = (seconds: number, more: Parameters<typeof scene.world>[1] = {}) =>
    tellOutside(scene.world(later(seconds), more), { calls, queues: ['timers'], deadLetters })
  return { ...scene, called, tell, keep, noted: () => scene.ledger.get<OutsideRecord>(keys.outside()) }
}

test('while all is well each watcher is called each minute, and it is written down when it changes, or every ten', async () => {
  const { tell, called, noted } = opened(200, 204)
  for (let minute = 0; minute < 12; minute += 1) await tell(minute * 60)
  expect(called.length).toBe(24)
  expect(await noted()).toMatchObject({ state: 'called', at: later(600).toISOString(), version: 2 })
})

test('while a message is owed, a timer overdue or a queue stuck nobody is called', async () => {
  const { tell, called, noted, call, sweep } = opened(200)
  await call(alarmOf('a', 'ALARM'))
  await tell(60)
  expect(called.length).toBe(1)
  // Nobody sweeps: the next step is due after ten minutes.
  await tell(899)
  expect(called.length).toBe(2)
  await tell(900)
  expect([called.length, await noted()]).toMatchObject([
    2,
    { state: 'not well', detail: '1 timer is due for 5 minutes' },
  ])
  await sweep(later(901))
  await tell(902)
  expect([called.length, (await noted())?.state]).toEqual([3, 'called'])
  await tell(960, { pointsOf: async () => [{ at: later(900), value: 301 }] })
  expect([called.length, (await noted())?.detail]).toEqual([3, 'the queue timers has not been worked on for 5 minutes'])
})

test('while something is among the dead letters nobody is called, and they are as soon as it is not', async () => {
  const { tell, called, keep, noted } = opened(200)
  keep(1)
  await tell(60)
  expect([called, (await noted())?.detail]).toEqual([
    [],
    'AlertsDeadLetters keeps 1 message that could not be worked on',
  ])
  keep(0)
  await tell(120)
  expect([called.length, (await noted())?.state]).toEqual([1, 'called'])
})

test('where the ledger, CloudWatch or SQS does not say how it is, nobody is called', async () => {
  const { tell, called, keep } = opened(200)
  keep(throttled())
  await expect(tell(30)).rejects.toThrow('ThrottlingException')
  keep(0)
  await expect(tell(60, { pointsOf: () => Promise.reject(throttled()) })).rejects.toThrow('ThrottlingException')
  expect(called).toEqual([])
})

test('a watcher that does not answer keeps no other from it, fails nothing, and its address is nowhere', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED https://hc-ping.com/secret'), { code: 'ECONNREFUSED' })
  const { tell, called, noted } = opened(refused, 503, 200, awsError('AccessDeniedException', 400))
  await tell(60)
  expect(called.toSorted()).toEqual([0, 1, 2, 3])
  expect(await noted()).toMatchObject({
    state: 'not reached',
    detail: 'watcher 1 of 4: ECONNREFUSED, watcher 2 of 4: it answered 503, watcher 4 of 4: AccessDeniedException',
  })
})

test.each([
  ['http://hc-ping.com/secret', 'its parameter does not hold an https address'],
  ['hc-ping.com/secret', 'its parameter does not hold an https address'],
  ['ftp://hc-ping.com/secret', 'its parameter does not hold an https address'],
  ['https://127.0.0.1/secret', 'its address is in a private network, which is never called'],
  ['https://[::1]/secret', 'its address is in a private network, which is never called'],
  ['https://169.254.169.254/latest', 'its address is in a private network, which is never called'],
  ['https://0x7f000001/secret', 'its address is in a private network, which is never called'],
  ['https://localhost/secret', 'its address is in a private network, which is never called'],
])('the address %s is not called', async (address, fault) => {
  const { world, noted } = opened()
  const outside = watchersOutside([{ ssm: '/shop/watcher' }], { queues: [], deadLetters: {} }, async () => address)
  await tellOutside(world(later(60)), outside)
  expect(await noted()).toMatchObject({ state: 'not reached', detail: `watcher 1 of 1: ${fault}` })
})

test('what is called is a POST without a body, which a heartbeat of ours and healthchecks.io take', async () => {
  const seen: unknown[] = []
  const server = createServer((request, response) => {
    seen.push([request.method, request.url, request.headers['content-length']])
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/beat/token`)
  const answer = await post({ url, headers: {}, body: '' }, { anywhere: true, timeoutMs: 2_000, now: later(0) })
  server.close()
  expect([answer.status, seen]).toEqual([200, [['POST', '/beat/token', '0']]])
})

describe('the line of status', () => {
  const look = async (record: Partial<OutsideRecord> | undefined, minutes = 1) => {
    const { alertsStatus } = await import('../../../api/status/alerts.ts')
    const config = { alerts: { ...makeConfig(), watchedBy: [{ ssm: '/shop/watcher' }] } }
    const item = {
      ...keys.outside(),
      kind: 'outside',
      at: later(0).toISOString(),
      version: 1,
      state: 'called',
      ...record,
    }
    const ledger = memoryLedger(record ? [item as OutsideRecord & { version: number }] : [])
    const deployment = fakeDeployment({ config, ledger, now: later(minutes * 60) })
    const [check] = alertsStatus.checksOf?.(deployment) ?? []
    return check?.look(deployment)
  }

  test.each([
    [{}, 1, []],
    [{}, 15, ['nobody outside has been called for 15 minutes: does alerts-on-minute run?']],
    [{ state: 'not well', detail: 'a queue is stuck' } as const, 1, ['not well: a queue is stuck']],
    [undefined, 1, ['nobody outside has been called yet: it takes a minute after a deployment']],
  ])('%j after %i minutes', async (record, minutes, faults) => {
    expect(await look(record, minutes)).toEqual(faults)
  })

  test('is none where nobody watches', async () => {
    const { alertsStatus } = await import('../../../api/status/alerts.ts')
    expect(alertsStatus.checksOf?.(fakeDeployment())).toEqual([])
  })
})
