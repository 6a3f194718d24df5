import { joinsDigest, readMailboxes, waitsUntil } from '../../../functions/alerts/delivery/mailboxes.ts'
import { type Ledger, written } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type MailboxRecord, type TimerRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld } from './scene.ts'

const boxOf = async (sent: readonly number[], timerAt?: number) => {
  const mailbox = { to: 'mina', channel: 'sms' } as const
  const record: MailboxRecord = {
    ...keys.mailbox('mina', 'sms'),
    kind: 'mailbox',
    at: later(0).toISOString(),
    sent: sent.map((seconds) => later(seconds).toISOString()),
  }
  const timer: TimerRecord = {
    ...keys.mailboxTimer('mina', 'sms'),
    kind: 'timer',
    open: 'timer',
    at: later(timerAt ?? 0).toISOString(),
    subject: { mailbox },
  }
  const items = [record, ...(timerAt === undefined ? [] : [timer])]
  const ledger = memoryLedger(items.map((item) => written({ item, expect: 'absent' }, later(0))))
  return (await readMailboxes('mina', { ledger }))('sms')
}

test.each<[string, readonly number[], number | undefined, number | undefined, boolean]>([
  ['an empty mailbox', [], undefined, undefined, false],
  ['one message within the minute', [70], undefined, undefined, false],
  ['two messages, and no digest yet', [50, 70], undefined, 110, false],
  ['two messages, and a digest in time', [50, 70], 110, 110, true],
  ['two messages, and a digest that is too late', [50, 70], 111, 110, false],
  ['a digest that is due and goes first', [], 100, 100, true],
  ['a digest of others, later', [], 101, undefined, false],
])('%s', async (_, sent, timerAt, at, joins) => {
  const box = await boxOf(sent, timerAt)
  expect(waitsUntil(box, 'critical', later(100))).toEqual(at === undefined ? undefined : later(at))
  expect(joinsDigest(box, 'critical', later(100))).toBe(joins)
})

test('the mailboxes of a person’s channels are told apart', async () => {
  const ledger = memoryLedger()
  const record: MailboxRecord = { ...keys.mailbox('mina', 'sms'), kind: 'mailbox', at: '', sent: [] }
  await ledger.commit([{ item: record, expect: 'absent' }], later(0))
  const boxes = await readMailboxes('mina', { ledger })
  expect(boxes('sms').record).toMatchObject(record)
  expect(boxes('email')).toMatchObject({ record: undefined, timer: undefined })
})

test('an alarm in a storm costs five calls: its state, who covers, the mailboxes, its timer, one write', async () => {
  const inner = memoryLedger()
  const calls: string[] = []
  const counted =
    <Args extends readonly unknown[], Result>(name: string, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      calls.push(name)
      return call(...args)
    }
  const ledger: Ledger = {
    ...inner,
    get: (key) => counted('get', inner.get)(key) as never,
    children: (pk, prefix) => counted('children', inner.children)(pk, prefix) as never,
    lastChildren: (pk, limit) => counted('lastChildren', inner.lastChildren)(pk, limit) as never,
    open: (word, until) => counted('open', inner.open)(word, until) as never,
    commit: counted('commit', inner.commit),
  }
  const scene = makeWorld({ ledger })
  for (const [index, name] of ['a', 'b', 'c'].entries()) await scene.call(alarmOf(name, 'ALARM', index))
  calls.length = 0
  const before = scene.wakes.length
  await scene.call(alarmOf('d', 'ALARM', 4))
  expect(calls).toEqual(['children', 'get', 'get', 'commit'])
  expect(scene.wakes).toHaveLength(before + 1)
  expect((await scene.outcomes()).filter((outcome) => outcome.endsWith('planned'))).toHaveLength(4)
})

test('what is critical and joins a digest of lesser things just as that goes out comes with the next, a minute later', async () => {
  const config = makeConfig({ routes: [{ match: { alarm: 'w*' }, severity: 'warning' }] })
  const scene = makeWorld({ config })
  for (const seconds of [0, 1, 2]) await scene.call(alarmOf(`w${seconds}`, 'ALARM', seconds))
  await scene.sweep(later(61))
  // The next digest is the fifth message: after it a warning may not go for a quarter of an hour.
  for (const seconds of [62, 63]) await scene.call(alarmOf(`w${seconds}`, 'ALARM', seconds))
  let decided = false
  const commit: Ledger['commit'] = async (writes, now) => {
    if (!decided) {
      decided = true
      await scene.sweep(later(122))
    }
    await scene.ledger.commit(writes, now)
  }
  await scene.call(alarmOf('fire', 'ALARM', 64), { ledger: { ...scene.ledger, commit } })
  await scene.sweep(later(183))
  const last = scene.sent.filter(({ to, channel }) => `${to} ${channel}` === 'mina sms').at(-1)
  expect(last?.message.short).toContain('fire')
})
