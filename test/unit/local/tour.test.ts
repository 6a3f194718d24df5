import { emptyMailboxes, messageText } from '../../../local/tour/alerts.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type MailboxRecord } from '../../../shared/ledger/records.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

test('after the tour every mailbox is empty but one in which a message has just come', async () => {
  const [first = '', second = ''] = Object.keys(config.alerts.responders)
  const mailboxes = [first, second].map((to): MailboxRecord & { version: number } => ({
    ...keys.mailbox(to, 'sms'),
    kind: 'mailbox',
    at: '2026-11-21T00:00:00.000Z',
    sent: ['2026-11-21T00:00:00.000Z'],
    version: 1,
  }))
  const memory = memoryLedger(mailboxes)
  const commit = async (writes: readonly Write[], now: Date): Promise<void> => {
    if (writes.some(({ item }) => item.pk === keys.mailbox(first, '').pk)) throw new ConflictError()
    await memory.commit(writes, now)
  }
  await emptyMailboxes({ config, ledger: () => ({ ...memory, commit }), now: () => new Date() })
  expect((await memory.get<MailboxRecord>(keys.mailbox(first, 'sms')))?.sent).toHaveLength(1)
  expect((await memory.get<MailboxRecord>(keys.mailbox(second, 'sms')))?.sent).toEqual([])
})

test('what the tour says of a message is what the message waits for', () => {
  const message = {
    to: 'mina',
    channel: 'sms',
    purpose: 'page',
    step: 1,
    at: '2026-11-21T00:00:00.000Z',
    outcome: 'planned',
    digest: true,
    notBefore: undefined,
    detail: undefined,
  } as const
  expect(messageText(message)).toContain('with the next message')
  const notBefore = '2026-11-21T07:00:00.000Z'
  expect(messageText({ ...message, notBefore })).toContain(`waits until ${notBefore}`)
})
