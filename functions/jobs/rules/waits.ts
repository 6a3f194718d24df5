import type { RunRecord } from '../../../shared/ledger/records.ts'

/** What a run may wait for. */
export type WaitsFor = NonNullable<RunRecord['waitsFor']>

/** What a run that waits is waiting for, in words that follow "waiting". */
export const waits: Readonly<Record<WaitsFor, string>> = {
  retry: 'for its next attempt',
  lease: 'for the run before it',
  target: 'for what it needs, which is off',
  pool: 'for a place in its pool',
  day: 'for the next working day',
  jitter: 'for its start time, which jitter delays',
  after: 'for the jobs before it',
}
