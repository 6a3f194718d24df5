import { rehearsedSpan } from '../../../cli/rehearse.ts'
import { readPast } from '../../../functions/alerts/rehearsal/past.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type TransitionRecord } from '../../../shared/ledger/records.ts'

const at = (hour: number): string => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`

const transition = (
  hour: number,
  outcome: TransitionRecord['outcome'],
  incident?: string,
): TransitionRecord & { version: number } => ({
  ...keys.transition('checkout', at(hour), 'ALARM'),
  kind: 'transition',
  at: at(hour),
  alarm: 'checkout',
  outcome,
  reason: `${outcome} for a reason`,
  incident,
  basis: { event: {}, config: 'c0ffee' },
  version: 1,
})

const incident = (id: string, hour: number) => ({
  ...keys.incident(id),
  kind: 'incident',
  at: at(hour),
  id,
  version: 1,
})
const page = (id: string) => ({
  ...keys.notification(id, 'page', 1, 'mina', 'sms'),
  kind: 'notification',
  at: at(3),
  incident: id,
  version: 1,
})

test('reads what came in since an instant, and of the incidents those that it opened', async () => {
  const ledger = memoryLedger([
    transition(1, 'opened', 'a'),
    transition(3, 'resolved', 'a'),
    transition(4, 'opened', 'b'),
    transition(5, 'held', 'c'),
    transition(6, 'noted', 'b'),
    transition(7, 'opened', 'lost'),
    ...[incident('a', 1), incident('b', 4), incident('c', 5)],
    ...[page('a'), page('b')],
  ])
  const past = await readPast(ledger, new Date(at(2)))
  expect(past.transitions).toHaveLength(5)
  expect(
    past.incidents
      .map((each) => [each.incident.id, each.notifications.length, each.heldBy])
      .sort((one, other) => String(one[0]).localeCompare(String(other[0]))),
  ).toEqual([
    ['b', 1, undefined],
    ['c', 0, 'held for a reason'],
  ])
})

test('goes no further back than the ledger does', () => {
  expect(rehearsedSpan('400d')).toBe(400 * 86_400_000)
  expect(() => rehearsedSpan('401d')).toThrow('"401d" is too far back: the ledger keeps 400 days.')
})
