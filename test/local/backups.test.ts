import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { fakeKind, makeScene, processRecord } from '../unit/backups/scene.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

beforeAll(() => makeLedgerTable(new DynamoDBClient(emulator.client)), 30_000)

test('a process in the table is found while it is open, and no longer when it has ended', async () => {
  const { dynamoLedger } = await import('../../shared/ledger/dynamo-ledger.ts')
  const ledger = dynamoLedger('ledger')
  const scene = makeScene([
    fakeKind({
      advance: async (process, { now }) => ({
        process: { ...process, ended: { outcome: 'done', reason: 'It is there.', at: now.toISOString() } },
      }),
    }),
  ])
  await ledger.commit([{ item: processRecord(), expect: 'absent' }], new Date())
  expect(await scene.look('2026-12-01T00:00:00.000Z', { ledger })).toMatchObject({ open: 1, failed: [] })
  expect(await scene.look('2026-12-01T00:03:00.000Z', { ledger })).toMatchObject({ open: 0 })
}, 30_000)
