import { isoMs, isoText } from '../../../shared/iso.ts'
import type { HoursLookRecord, HoursSavingsRecord, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { hourlyCost, type PriceOf } from './prices.ts'
import type { Situation } from './situation.ts'

/** Seconds between two looks beyond which nothing is claimed of the time between them. */
const longestGapSeconds = 900

/** Time for which a target was seen stopped, from ≤ t < until. */
export interface Seen {
  readonly from: Date
  readonly until: Date
}

export type Savings = Pick<HoursSavingsRecord, 'seconds' | 'list' | 'paid' | 'unpriced'>

const isGap = (seenTo: string | undefined, now: Date): boolean =>
  seenTo === undefined || now.getTime() - isoMs(seenTo) > longestGapSeconds * 1000

/** What is known of the looks. */
export type Looks = Pick<HoursLookRecord, 'seenTo' | 'gaps'>

/** Whether nobody looked for a while between two looks, so that nothing is claimed of it. */
export const isGapBetween = (seenTo: string, next: string): boolean => isGap(seenTo, new Date(next))

/**
 * Up to when what was off at a time has been looked at without a gap: a look that saw the first gap may have failed to write that down
 * of the target.
 */
export const seenUntil = (from: string, looks: Looks | undefined): string | undefined =>
  looks?.gaps?.find(({ to }) => to > from)?.from ?? looks?.seenTo

/**
 * Since when a target is seen to be stopped, and for which time that is over: it is asked to start now, it runs, nobody could see it, or
 * nobody looked. Nothing is claimed that was not observed.
 * @param before the record as this look found it
 */
export const offOf = (
  { observed, now, seenTo, gaps }: Situation,
  before: HoursTargetRecord | undefined,
  starts: boolean,
): { readonly off: HoursTargetRecord['off']; readonly seen?: Seen | undefined } => {
  const isOff = observed.state === 'stopped'
  const off = before?.off
  const unbroken = off && seenTo !== undefined ? seenUntil(off.from, { seenTo, gaps }) : undefined
  const wasSeen = off !== undefined && unbroken === seenTo && !isGap(seenTo, now)
  if (isOff && wasSeen && !starts) return { off }
  // A look that comes late began before others, which have seen it since: not that time again.
  const at = isoText(now)
  const next = isOff && !starts ? { from: seenTo !== undefined && seenTo > at ? seenTo : at } : undefined
  if (off === undefined) return { off: next }
  const from = new Date(off.from)
  const until = isOff && wasSeen ? now : new Date(Math.min(isoMs(unbroken ?? off.from), now.getTime()))
  return { off: next, seen: until > from ? { from, until } : undefined }
}

/** For how long, and how many at most, it is remembered when a target was seen stopped: a week can be drawn, and a record stays small. */
const rememberedMs = 8 * 86_400_000
const mostRemembered = 24

/** When a target was seen stopped in the last days, with a time that is over now. Parts that meet are one. */
export const wasOffWith = (
  before: HoursTargetRecord['wasOff'],
  { from, until }: Seen,
): NonNullable<HoursTargetRecord['wasOff']> => {
  const oldest = isoText(new Date(until.getTime() - rememberedMs))
  const kept = (before ?? []).filter((each) => each.until >= oldest)
  const last = kept.at(-1)
  const now = { from: isoText(from), until: isoText(until) }
  if (last?.until === now.from) return [...kept.slice(0, -1), { from: last.from, until: now.until }]
  return [...kept, now].slice(-mostRemembered)
}

/** `2026-11` in UTC, as AWS bills. */
const monthOf = (at: Date): string => `${at.getUTCFullYear()}-${String(at.getUTCMonth() + 1).padStart(2, '0')}`

const nextMonth = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))

/** The parts of a time in months of UTC. */
export const byMonth = ({ from, until }: Seen): { readonly month: string; readonly seconds: number }[] => {
  const parts: { month: string; seconds: number }[] = []
  for (let at = from; at < until; ) {
    const end = new Date(Math.min(nextMonth(at).getTime(), until.getTime()))
    parts.push({ month: monthOf(at), seconds: (end.getTime() - at.getTime()) / 1000 })
    at = end
  }
  return parts
}

/**
 * What so many seconds of a stopped target come to: the list price of what would have run, and what of it was still paid.
 * @param costs as last seen; without them nothing is saved, and the hours still count
 */
export const savingsOf = (seconds: number, costs: HoursTargetRecord['costs'], priceOf: PriceOf): Savings => {
  const hours = seconds / 3600
  const running = hourlyCost(costs?.running ?? [], priceOf)
  const stopped = hourlyCost(costs?.stopped ?? [], priceOf)
  const unpriced = [...new Set([...running.unpriced, ...stopped.unpriced])].sort()
  return {
    seconds,
    // While it runs, what goes on is paid as well.
    list: (running.dollars + stopped.dollars) * hours,
    paid: stopped.dollars * hours,
    ...(unpriced.length > 0 ? { unpriced } : {}),
  }
}

/** US dollars by list prices that a stop has saved whose end is now seen; nothing where it goes on. */
export const savedBy = (
  { seen, record }: { readonly seen?: Seen | undefined; readonly record: Pick<HoursTargetRecord, 'costs'> },
  priceOf: PriceOf,
): number => {
  if (!seen) return 0
  const { list, paid } = savingsOf((seen.until.getTime() - seen.from.getTime()) / 1000, record.costs, priceOf)
  return list - paid
}

/**
 * What each target has come to in a month: what is written down, and of what is off still the part up to which everything was seen.
 * @param month `2026-11`
 * @param looks nothing before the first
 */
export const monthSavings = (
  month: string,
  written: readonly HoursSavingsRecord[],
  targets: readonly HoursTargetRecord[],
  looks: Looks | undefined,
  priceOf: PriceOf,
): Map<string, Savings> => {
  const sums = new Map<string, Savings>(written.map((record) => [record.target, record]))
  for (const { target, off, costs } of targets) {
    const seenTo = off && seenUntil(off.from, looks)
    if (off === undefined || seenTo === undefined || seenTo <= off.from) continue
    for (const part of byMonth({ from: new Date(off.from), until: new Date(seenTo) }))
      if (part.month === month) sums.set(target, addSavings(sums.get(target), savingsOf(part.seconds, costs, priceOf)))
  }
  return sums
}

/** The month before that of an instant, in UTC. */
export const monthBefore = (at: Date): string => monthOf(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 0)))

/** Both together. */
export const addSavings = (one: Savings | undefined, other: Savings): Savings => {
  const unpriced = [...new Set([...(one?.unpriced ?? []), ...(other.unpriced ?? [])])].sort()
  return {
    seconds: (one?.seconds ?? 0) + other.seconds,
    list: (one?.list ?? 0) + other.list,
    paid: (one?.paid ?? 0) + other.paid,
    ...(unpriced.length > 0 ? { unpriced } : {}),
  }
}
