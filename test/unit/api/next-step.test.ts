import { nextCalled } from '../../../api/alerts/next-step.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { incident } from '../console/records.ts'

const now = (): Date => new Date('2026-11-30T03:00:00Z')
const { alerts } = parseConfig(example, new Date(0))
const called = (more: Parameters<typeof incident>[0], id = '0123456789abcdef') => {
  const ledger = memoryLedger([{ ...incident(more), version: 1 }], { now })
  return nextCalled({ ledger: () => ledger, now }, alerts, id)
}

// The policy shop: first whoever is on call (that week alex), then mina and alex; all of it once more.
test.each([
  [0, 0, ['alex']],
  [1, 0, ['mina', 'alex']],
  [2, 0, ['alex']],
  [3, 0, ['mina', 'alex']],
  [9, 0, ['mina', 'alex']],
  // A step that was taken again because an acknowledgement had run out counts once.
  [2, 1, ['mina', 'alex']],
])('after %i steps, of which %i again, an escalation calls %j', async (steps, repeated, expected) => {
  expect(await called({ steps, repeated })).toEqual(expected)
})

test('a policy that is gone stands for that of onCall, and an unknown incident calls nobody', async () => {
  expect(await called({ policy: 'gone', steps: 1 })).toEqual(['mina', 'alex'])
  expect(await called({}, 'ffffffffffffffff')).toEqual([])
})
