import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { ledgerContract } from '../../contract/ledger.ts'

describe('the ledger in memory', () => {
  ledgerContract((items, now) => memoryLedger(items, now ? { now } : {}))

  test('begins with the items that it is given', async () => {
    const ledger = memoryLedger([{ pk: 'a', sk: '1', kind: 'note', at: '2026-11-21T00:00:00.000Z', version: 4 }])
    expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ version: 4 })
  })
})
