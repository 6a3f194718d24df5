import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { makeLogin } from '../../functions/console/server/sessions.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import type { PressRecord } from '../../shared/ledger/records.ts'
import { guardOf, madeConsole } from '../unit/console/console.ts'
import { incident, run } from '../unit/console/records.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

test('a link, a session, the night, a press and signing out, on a table as DynamoDB has it', async () => {
  const client = new DynamoDBClient(emulator.client)
  const table = await makeLedgerTable(client)
  const ledger = dynamoLedger(table, client)
  const now = new Date()
  const [openedAt, scheduledAt] = [
    new Date(now.getTime() - 3_600_000).toISOString(),
    new Date(now.getTime() - 7_200_000).toISOString(),
  ]
  await ledger.commit(
    [
      { item: incident({ openedAt }), expect: 'absent' },
      { item: run({ scheduledAt }), expect: 'absent' },
    ],
    now,
  )
  const page = madeConsole({ ledger, now, invoked: () => incident({ state: 'acknowledged', acknowledgedBy: 'mina' }) })
  const token = await makeLogin(ledger, { by: 'mina', role: 'act', way: 'link', caller: undefined }, now)
  const answers = await Promise.all([page.ask(`/sign-in?token=${token}`), page.ask(`/sign-in?token=${token}`)])
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 401])
  const signedIn = answers.find(({ status }) => status === 303)
  const cookie = /session=([^;]*)/.exec(signedIn?.headers.get('set-cookie') ?? '')?.[1] ?? ''
  const night = await (await page.ask('/', {}, cookie)).text()
  expect(night).toContain('1 of 1 run succeeded.')
  expect(night).toContain('checkout-errors')
  const path = '/incidents/0123456789abcdef/acknowledge'
  const guard = guardOf(night)
  const both = await Promise.all([page.send(path, guard, cookie), page.send(path, guard, cookie)])
  expect(page.handedOver).toHaveLength(1)
  expect(both.some(({ status }) => status === 303)).toBe(true)
  expect(await ledger.list<PressRecord>('press')).toHaveLength(1)
  expect((await page.send('/sign-out', guard, cookie)).status).toBe(303)
  expect((await page.ask('/', {}, cookie)).status).toBe(401)
})
