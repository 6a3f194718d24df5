import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { priceOf } from '../../functions/hours/rules/prices.ts'
import { monthSavings, type Savings } from '../../functions/hours/rules/savings.ts'
import { type HoursLookRecord, type HoursSavingsRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** What a target's time off has come to in a month of UTC. */
export interface SavingsRow {
  /** `2026-11`. */
  readonly month: string
  readonly target: string
  /** For how long it was seen to be stopped. */
  readonly hours: number
  /** US dollars, to the millionth: the list price of what did not run, what of it was still paid, and their difference. */
  readonly list: number
  readonly paid: number
  readonly saved: number
  /** What no price list has, and counts nothing. */
  readonly unpriced: readonly string[]
}

const rounded = (amount: number): number => Math.round(amount * 1e6) / 1e6

const rowOf = (month: string, target: string, { seconds, list, paid, unpriced = [] }: Savings): SavingsRow => ({
  month,
  target,
  hours: rounded(seconds / 3600),
  list: rounded(list),
  paid: rounded(paid),
  saved: rounded(list - paid),
  unpriced,
})

/**
 * Hours seen stopped × list price − what is still paid, by target, in a month. What goes on at this moment counts up to the last look.
 * @param month `2026-11`
 */
export const savingsIn = async (
  deployment: Pick<Deployment, 'config' | 'ledger'>,
  month: string,
): Promise<SavingsRow[]> => {
  const ledger = deployment.ledger()
  const price = priceOf(deployment.config.hours?.prices ?? {})
  const [written, look, targets] = await Promise.all([
    ledger.children<HoursSavingsRecord>(keys.hoursSavings(month, '').pk),
    ledger.get<HoursLookRecord>(keys.hoursLook()),
    knownTargets(ledger),
  ])
  const sums = monthSavings(month, written, targets, look, price)
  return [...sums]
    .map(([target, sum]) => rowOf(month, target, sum))
    .sort((one, other) => other.saved - one.saved || (one.target < other.target ? -1 : 1))
}
