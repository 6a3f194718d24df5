import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { keys, type RetentionFailureRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isoSeconds } from '../../../shared/time.ts'
import type { Failure } from './failure.ts'
import { lifecycleSignal } from './signal.ts'

/** Something whose retention could not be kept, or a kind of things that could not be read. */
export interface RetentionFailure extends Failure {
  /** Such as `queue orders`, or `log groups`. */
  readonly subject: string
}

interface Looked {
  readonly failed: readonly RetentionFailure[]
  readonly records: readonly Stored<RetentionFailureRecord>[]
  readonly now: Date
  readonly config: string
  readonly event: unknown
}

/**
 * What to report after a look: a failure once, when no later try can mend it, and its end. Of a transient failure the function's own alarm
 * tells, because the call ends in an error.
 */
export const reportFailures = ({
  failed,
  records,
  now,
  config,
  event,
}: Looked): { readonly signals: readonly Signal[]; readonly writes: readonly Write[] } => {
  const at = isoSeconds(now)
  const recordOf = (subject: string) => records.find((each) => each.subject === subject)
  const isFailing = (subject: string) => recordOf(subject)?.state === 'failing'
  const begun = failed.filter(({ subject, transient }) => !transient && !isFailing(subject))
  const over = records.filter(
    (record) => isFailing(record.subject) && !failed.some(({ subject }) => subject === record.subject),
  )
  const write = (subject: string, state: RetentionFailureRecord['state'], why: Partial<Failure>): Write => {
    const item: RetentionFailureRecord = {
      ...keys.retentionFailure(subject),
      kind: 'lifecycle-retention-failure',
      at,
      ...(state === 'failing' ? { open: 'lifecycle' } : {}),
      subject,
      state,
      cause: why.cause,
      reason: why.reason,
      basis: { event, config },
    }
    return { item, expect: recordOf(subject)?.version ?? 'absent' }
  }
  return {
    signals: [
      ...begun.map(({ subject, reason }) =>
        lifecycleSignal('lifecycle.failed', 'bad', subject, now, {
          title: `How long ${subject} keeps things could not be set`,
          body: reason,
        }),
      ),
      ...over.map(({ subject }) =>
        lifecycleSignal('lifecycle.mended', 'good', subject, now, {
          title: `${subject}: its retention is kept again`,
          body: 'It is as nightshift.config.ts says.',
        }),
      ),
    ],
    writes: [
      ...begun.map(({ subject, ...failure }) => write(subject, 'failing', failure)),
      ...over.map(({ subject }) => write(subject, 'kept', {})),
    ],
  }
}
