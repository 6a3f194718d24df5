import type { RunRecord } from '../../shared/ledger/records.ts'
import { type Books, type Context, holderOf, put, queueForLease, waitingOf } from './books.ts'
import { conclude } from './conclude.ts'
import { askStop } from './stop.ts'

/** Whether nobody has the job's lease. */
export const holderIsFree = (books: Books): boolean => holderOf(books) === undefined

/** The run that stands in the way of a new one, where runs must not overlap. */
export const inTheWay = (books: Books, { job }: Context): RunRecord | undefined =>
  job === undefined || job.overlap === 'allow' ? undefined : (holderOf(books) ?? waitingOf(books)[0])

/** The new run waits for its turn, after the other one. */
export const wait = (books: Books, run: RunRecord, other: RunRecord, { now }: Context): Books =>
  queueForLease(books, { ...run, explanation: `It waits for the end of the run of ${other.scheduledAt}.` }, now)

/** A new run takes the place of those before it: what only waits is skipped, what has a task is stopped. */
export const replaceOthers = (books: Books, run: RunRecord, context: Context): Books => {
  const holder = holderOf(books)
  return [...waitingOf(books), ...(holder ? [holder] : [])].reduce<Books>(
    (current, other) =>
      other.state === 'waiting'
        ? conclude(
            current,
            other,
            {
              state: 'skipped',
              cause: 'replaced',
              explanation: `The run of ${run.scheduledAt} came before it could start and took its place (overlap: replace).`,
            },
            context,
          )
        : askStop(current, other, 'replaced', `the run of ${run.scheduledAt}`, context),
    books,
  )
}

/** The row of a run that an earlier one forbids. */
export const forbid = (books: Books, run: RunRecord, other: RunRecord, context: Context): Books =>
  conclude(
    put(books, run),
    run,
    {
      state: 'forbidden',
      cause: 'forbidden',
      explanation: `The run of ${other.scheduledAt} is not over (${other.state}), and runs of this job must not overlap (overlap: forbid).`,
    },
    context,
  )
