import { noteDeployed } from '../../../functions/alerts/engine/deployed.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { ChangeRecord } from '../../../shared/ledger/records.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 30, 3, minute))

test('each deployment of another config is one change, also one that goes back, however many see it', async () => {
  const ledger = memoryLedger([], { now: () => at(9) })
  await Promise.all([noteDeployed(ledger, 'aaa', at(0)), noteDeployed(ledger, 'aaa', at(0))])
  await noteDeployed(ledger, 'aaa', at(1))
  await Promise.all([noteDeployed(ledger, 'bbb', at(2)), noteDeployed(ledger, 'bbb', at(3))])
  await noteDeployed(ledger, 'aaa', at(4))
  const changes = await ledger.list<ChangeRecord>('change')
  expect(changes.map(({ summary }) => summary).toReversed()).toEqual([
    'version aaa deployed',
    'version bbb deployed, in place of aaa',
    'version aaa deployed, in place of bbb',
  ])
  expect(changes.every(({ capability }) => capability === 'config')).toBe(true)
})
