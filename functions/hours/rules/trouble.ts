import { isoMs, isoText } from '../../../shared/iso.ts'
import type { HoursOrder, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import type { Observed, Reason } from '../targets/target-kind.ts'
import type { Situation } from './situation.ts'
import { isNothing } from './sizes.ts'

/** Of a refusal for lack of a permission. */
export const deniedCode = 'denied'

type Trouble = NonNullable<HoursTargetRecord['trouble']>

/** Seconds after which what AWS shows is the answer to what it was asked, and no longer what was before. */
const settledSeconds = 90

/** Seconds for which a refusal that may pass is not reported: within five minutes somebody knows. */
const patienceSeconds = 240

const verb = { start: 'start', stop: 'stop', size: 'change its size' } as const

const secondsSince = (at: string, now: Date): number => (now.getTime() - isoMs(at)) / 1000

/** What AWS shows, for a person. */
export const shownText = ({ state, unproven }: Observed): string =>
  unproven === undefined ? `AWS shows it as ${state}` : `AWS shows it as ${state}, but ${unproven}`

/**
 * AWS took the start, gave a reason and undid it. When it was asked is what the look before this one wrote: this one may just have
 * asked again. Where AWS refused, what it shows is of another time.
 */
const undone = ({ action, askedAt, refusal }: HoursOrder, { observed, record, now }: Situation): Reason | undefined => {
  const before = record?.order?.askedAt ?? askedAt
  if (action === 'stop' || refusal !== undefined || before === undefined || observed.state !== 'stopped')
    return undefined
  return secondsSince(before, now) >= settledSeconds ? observed.reason : undefined
}

/** AWS says what is in the way of what was asked for: it may go on for long, and a person can do something about it. */
const hindered = ({ freeAt }: HoursOrder, observed: Observed, now: Date): Reason | undefined => {
  const { state, unproven, reason } = observed
  const isOnItsWay = state === 'starting' || state === 'stopping' || unproven !== undefined
  if (!isOnItsWay || freeAt === undefined || secondsSince(freeAt, now) < patienceSeconds) return undefined
  return reason
}

const refused = (
  { action, refusal, freeAt, since }: HoursOrder,
  { state }: Observed,
  now: Date,
): Reason | undefined => {
  // An answer that was lost was none: it is on its way.
  if (refusal === undefined || state === (action === 'stop' ? 'stopping' : 'starting')) return undefined
  return refusal.transient && secondsSince(freeAt ?? since, now) < patienceSeconds ? undefined : refusal
}

/** What did not come true in its time. The time of what was never asked for, because AWS was busy with it, runs too. */
const overdue = (order: HoursOrder, { observed, entry, kind, now }: Situation): Reason | undefined => {
  const direction = order.action === 'stop' ? 'stop' : 'start'
  const within = entry.within?.[direction] ?? kind.within[direction]
  const seconds = secondsSince(order.freeAt ?? order.since, now)
  if (seconds < within) return undefined
  const asked =
    order.freeAt === undefined
      ? `It was due to ${verb[order.action]} ${durationText(seconds)} ago, and could not be asked to`
      : `It was asked to ${verb[order.action]} ${durationText(seconds)} ago`
  const reason = observed.reason ?? order.refusal
  return {
    code: reason?.code ?? 'not-in-time',
    words: `${asked}; ${shownText(observed)}.${reason ? ` ${reason.words}` : ' Look at its events in the AWS console.'}`,
  }
}

const sizeUnknown: Reason = {
  code: 'size-unknown',
  words:
    'It stands at nothing, and nobody wrote down how many it had before. Set its count by hand once, or give its calendar a rule with min and desired.',
}

/** Nobody has given it a size since: it is the same trouble at night, and the next morning. */
const isStillUnknown = ({ trouble, kept }: HoursTargetRecord, { size }: Observed): boolean =>
  trouble?.code === sizeUnknown.code && size !== undefined && isNothing(size) && isNothing(kept?.size)

const gone: Reason = {
  code: 'gone',
  words:
    'AWS does not know it. If it was deleted, take it out of hours.targets and deploy; if it was renamed, correct the name.',
}

/** What is wrong with a target now, if anything. */
const reasonOf = (
  situation: Situation,
  order: HoursOrder | undefined,
  waits: string | undefined,
  lacksSize: boolean,
) => {
  const { observed, entry, now } = situation
  if (observed.state === 'gone') return gone
  // Of a stack everything is meant that can be stopped. The rest of it is named by `hours plan`, and is nobody's trouble.
  if (observed.state === 'cannot' && entry.kind === 'stacks') return undefined
  if (observed.state === 'cannot') return observed.reason ?? { code: 'cannot', words: 'AWS never stops such a target.' }
  // A missing permission is one incident for its kind.
  if (order === undefined || order.refusal?.code === deniedCode) return undefined
  if (lacksSize) return sizeUnknown
  return (
    undone(order, situation) ??
    refused(order, observed, now) ??
    hindered(order, observed, now) ??
    (waits === undefined ? overdue(order, situation) : undefined)
  )
}

/**
 * The trouble of a target after a look. It lasts until its order has come true or is no longer wanted. A cause replaces the mere
 * fact that something did not come true in time; otherwise what was reported first stays.
 * @param waits what stands in its way that is no fault of its own: its time does not run
 */
export const troubleOf = (
  situation: Situation,
  record: HoursTargetRecord,
  waits: string | undefined,
  lacksSize: boolean,
): Trouble | undefined => {
  const { trouble, order } = record
  if (situation.observed.state === 'unknown') return trouble
  const reason =
    order === undefined && isStillUnknown(record, situation.observed)
      ? sizeUnknown
      : reasonOf(situation, order, waits, lacksSize)
  const isOfOrder = trouble !== undefined && trouble.code !== 'gone' && trouble.code !== 'cannot'
  if (reason === undefined) return order !== undefined && isOfOrder ? trouble : undefined
  const { code, words } = reason
  if (trouble && (trouble.code === code || (isOfOrder && trouble.code !== 'not-in-time'))) return trouble
  return { code, words, since: isoText(situation.now), told: false }
}
