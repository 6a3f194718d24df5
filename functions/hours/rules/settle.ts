import { isoMs, isoText } from '../../../shared/iso.ts'
import { type HoursOrder, type HoursTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { actionFor, isReached, isShown } from './goal.ts'
import type { Situation, Wish } from './situation.ts'
import { isNothing, isSameSize, ownSize } from './sizes.ts'
import { deniedCode } from './trouble.ts'

type Moment = HoursTargetRecord['moment']

const hour = 3_600_000

/** When a moment was taken up that nobody could act on yet: before all others. */
const never = new Date(-1).toISOString()

const momentOf = ({ state, since, size }: Wish, now: Date): Moment => ({
  state,
  at: since.toISOString(),
  seenAt: isoText(now),
  ...(size === undefined ? {} : { size: { ...size } }),
})

/**
 * Whether a target's calendar has said something since the moment that was acted on. Of several that were missed only the last one is
 * seen here. What holds counts too where a new config wants something else at a time that is past.
 */
const isNews = ({ state, size, since, holds }: Wish, moment: Moment): boolean =>
  since.getTime() > isoMs(moment.seenAt) || (holds && (state !== moment.state || !isSameSize(size, moment.size)))

/**
 * What is to be done about a target as soon as AWS shows it: its calendar has said something that nobody could act on yet. What a missing
 * permission hides is not waited for: it may take days.
 */
export const pendingAction = ({ record, wish, observed }: Situation): 'start' | 'stop' | undefined => {
  if (wish === undefined || observed.state !== 'unknown' || observed.reason?.code === deniedCode) return undefined
  const isPending = record === undefined || record.retired !== undefined ? wish.holds : isNews(wish, record.moment)
  return isPending ? (wish.state === 'running' ? 'start' : 'stop') : undefined
}

/** When the opposite of an action was last asked for and may still come true. */
const againstOf = (action: HoursOrder['action'], before: HoursOrder | undefined): string | undefined => {
  if (before === undefined || (action === 'stop') === (before.action === 'stop')) return before?.against
  return before.askedAt ?? before.against
}

const newOrder = (action: HoursOrder['action'], now: Date, before: HoursOrder | undefined): HoursOrder => {
  const against = againstOf(action, before)
  return { action, since: isoText(now), tries: 0, ...(against === undefined ? {} : { against }) }
}

/** Whether what was asked for before, in the other direction, may still come true. */
const mayTurn = ({ against, action }: HoursOrder, { now, entry, kind }: Situation): boolean => {
  if (against === undefined) return false
  const other = action === 'stop' ? 'start' : 'stop'
  return now.getTime() < isoMs(against) + (entry.within?.[other] ?? kind.within[other]) * 1000
}

/** Whether AWS shows the opposite of what is wanted, or on its way there. What is only not yet in full is nobody's doing. */
const isOpposite = ({ observed: { state } }: Situation, wanted: 'running' | 'stopped'): boolean =>
  wanted === 'running' ? state === 'stopped' || state === 'stopping' : state !== 'stopped' && state !== 'stopping'

/** RDS starts what was stopped for seven days. Its clock is not ours: an hour before counts too. */
const isRestart = ({ now }: Situation, { moment, restartsAt }: HoursTargetRecord): boolean =>
  moment.state === 'stopped' && restartsAt !== undefined && now.getTime() >= isoMs(restartsAt) - hour

const orderFor = (
  situation: Situation,
  record: HoursTargetRecord,
  before?: HoursOrder,
): Pick<HoursTargetRecord, 'order'> => {
  const { observed, kind, now } = situation
  const { state, size } = record.moment
  const action = actionFor(state, observed, record, kind, size)
  const order = newOrder(action ?? (state === 'stopped' ? 'stop' : 'start'), now, before)
  return { order: action === undefined && !mayTurn(order, situation) ? undefined : order }
}

const atNewMoment = (situation: Situation, record: HoursTargetRecord, wish: Wish): HoursTargetRecord => {
  const moved = { ...record, moment: momentOf(wish, situation.now), hand: undefined }
  return { ...moved, ...orderFor(situation, moved, record.order) }
}

/** The size that somebody gave it while we hold another one: if they put it to nothing again, it is the one that it gets back. */
const keptByHand = (observed: Situation['observed'], record: HoursTargetRecord): HoursTargetRecord['kept'] => {
  const { kept } = record
  const size = kept?.held ? ownSize(observed, record) : undefined
  return kept === undefined || size === undefined || isSameSize(size, kept.size) ? kept : { ...kept, size }
}

/** What a target is that is other than its calendar wants: on or off, or of another size. */
const otherwise = (situation: Situation, record: HoursTargetRecord): 'running' | 'stopped' | undefined => {
  const { observed, kind } = situation
  const { state, size } = record.moment
  if (!isShown(observed)) return undefined
  if (isOpposite(situation, state)) return state === 'running' ? 'stopped' : 'running'
  return state === 'running' && actionFor(state, observed, record, kind, size) === 'size' ? 'running' : undefined
}

/** A moment that was past before anybody looked is not made up for: what is other than it wants stays so, and nobody did it. */
const asFound = (situation: Situation, record: HoursTargetRecord): HoursTargetRecord => {
  const state = otherwise(situation, record)
  return { ...record, hand: state && { state, at: isoText(situation.now), found: true } }
}

/** What was found to be other than its calendar wants though nothing is under way: a hand, or RDS itself. */
const atRest = (situation: Situation, record: HoursTargetRecord): HoursTargetRecord => {
  const { observed, entry, now } = situation
  const opposite = isOpposite(situation, record.moment.state)
  const is = otherwise(situation, record)
  if (is === undefined) return record.hand === undefined ? record : { ...record, hand: undefined }
  if (opposite && record.hand === undefined && isRestart(situation, record))
    return { ...record, restartsAt: undefined, order: { ...newOrder('stop', now, undefined), restarted: true } }
  if (entry.enforce) return { ...record, hand: undefined, ...orderFor(situation, record) }
  const kept = keptByHand(observed, record)
  if (record.hand?.state === is && kept === record.kept) return record
  return { ...record, kept, hand: record.hand?.state === is ? record.hand : { state: is, at: isoText(now) } }
}

const underWay = (situation: Situation, record: HoursTargetRecord, order: HoursOrder): HoursTargetRecord => {
  const { observed, kind } = situation
  if (!isReached(order, observed, record, kind, record.moment.size) || mayTurn(order, situation)) return record
  const { kept, set } = record
  const started = order.action !== 'stop'
  return {
    ...record,
    order: undefined,
    kept: kept && started ? { ...kept, held: false } : kept,
    // What it had before counts as ours only until the change is seen.
    set: set && (isSameSize(set.size, kept?.size) && started ? undefined : { size: set.size }),
  }
}

const firstSight = (situation: Situation, wish: Wish): HoursTargetRecord => {
  const { target, entry, calendar, now, version, observed } = situation
  const moment = momentOf(wish, now)
  const { size } = observed
  const record: HoursTargetRecord = {
    ...keys.hoursTarget(target),
    kind: 'hours-target',
    at: isoText(now),
    target,
    entry: entry.name,
    calendar,
    // What is wanted all the time is taken up once there is something to act on.
    moment: wish.holds && !isShown(observed) ? { ...moment, seenAt: never } : moment,
    // If a person puts it to nothing before hours has ever stopped it, this is what it gets back.
    ...(size && !isNothing(size) ? { kept: { at: isoText(now), held: false, size: { ...size } } } : {}),
    basis: { event: { observed: observed.state }, config: version },
  }
  // What was only said once, before anybody looked, is not done now: a server would be stopped in the middle of a day.
  return wish.holds ? { ...record, ...orderFor(situation, record) } : asFound(situation, record)
}

/** What we changed before it left the config is still known. */
const seenAgain = (situation: Situation, record: HoursTargetRecord, wish: Wish): HoursTargetRecord => {
  const { kept, set, costs } = record
  const fresh = firstSight({ ...situation, record: undefined }, wish)
  const known = {
    ...record,
    retired: undefined,
    // That it was left off is over with that.
    trouble: undefined,
    hand: undefined,
    moment: fresh.moment,
    kept,
    set,
    costs,
  }
  const placed = { ...known, entry: fresh.entry, calendar: fresh.calendar }
  return wish.holds ? { ...placed, ...orderFor(situation, placed) } : asFound(situation, placed)
}

/**
 * Takes up the calendar's latest moment, and what AWS shows: what is under way with the target from now on. Whether anything is asked
 * for at this look is another question.
 * @returns undefined where nothing is known yet and nothing is to be
 */
export const settle = (situation: Situation): HoursTargetRecord | undefined => {
  const { record, wish, entry, calendar, now } = situation
  if (wish === undefined) return record && { ...record, order: undefined }
  const isUnknown = situation.observed.state === 'unknown'
  if (record === undefined) return isUnknown ? undefined : firstSight(situation, wish)
  if (record.retired !== undefined) return isUnknown ? record : seenAgain(situation, record, wish)
  // A moment that comes while there is nothing to act on waits: else it would be lost, and the target taken for left on by hand.
  if (!isShown(situation.observed)) return { ...record, entry: entry.name, calendar }
  const { override } = record
  const isOver = override !== undefined && isoMs(override.until) <= now.getTime()
  const isPlaced = record.entry === entry.name && record.calendar === calendar
  const placed = isPlaced ? record : { ...record, entry: entry.name, calendar }
  // What the calendar said while it was overridden is not made up for.
  const known: HoursTargetRecord = isOver
    ? { ...placed, override: undefined, moment: { ...record.moment, seenAt: isoText(now) } }
    : placed
  // What was only found so is nobody's: a new config that wants its state all the time has it.
  if (isNews(wish, record.moment) || (wish.holds && record.hand?.found)) return atNewMoment(situation, known, wish)
  // A new config that has rules which only start or stop: what they said last is known, and its moment is past.
  if (wish.state !== known.moment.state)
    return asFound(situation, { ...known, moment: momentOf(wish, now), order: undefined })
  return known.order ? underWay(situation, known, known.order) : atRest(situation, known)
}
