import { UsageError } from '../../../../api/usage-error.ts'
import type { Asked } from '../../contract/contribution.ts'
import { instantOfInput } from '../../view/local-input.ts'
import { jobActWords } from '../../view/words/job-actions.ts'

/** For how long a job is suspended, as the form offers it. */
export const spans = ['1h', '4h', '12h', '1d', '7d', 'resume', 'until'] as const

const hours: Readonly<Record<string, number>> = { '1h': 1, '4h': 4, '12h': 12, '1d': 24, '7d': 168 }

/**
 * The end that the form of a suspension names; nothing: until somebody resumes it. A time that is filled in counts, whatever is chosen.
 * @throws UsageError for what is not a time, or no time where one is to be
 */
export const suspendedUntil = (asked: Pick<Asked, 'reader' | 'now'>, form: URLSearchParams): Date | undefined => {
  const until = instantOfInput(form.get('until'), form.get('zone'), asked.reader)
  if (until !== undefined) return new Date(until)
  const span = form.get('for') ?? 'until'
  if (span === 'resume') return undefined
  const count = Object.hasOwn(hours, span) ? hours[span] : undefined
  if (count === undefined) throw new UsageError(jobActWords[asked.reader.language].noUntil)
  return new Date(asked.now.getTime() + count * 3_600_000)
}
