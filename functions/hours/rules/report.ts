import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { Savings } from './savings.ts'

/** Targets that a report names; the others are summed up. */
const longest = 20

const dollars = (amount: number): string => `$${amount.toFixed(2)}`

const hours = (seconds: number): string => `${(seconds / 3600).toFixed(1)} hours`

/**
 * What hours has saved in a month, as an email to one person. The same for every look that finds it due.
 * @param month `2026-11`
 * @param sums by target
 */
export const reportSignal = (month: string, sums: ReadonlyMap<string, Savings>, to: string, now: Date): Signal => {
  const rows = [...sums]
    .map(([target, sum]) => ({ target, ...sum, saved: sum.list - sum.paid }))
    .sort((one, other) => other.saved - one.saved || (one.target < other.target ? -1 : 1))
  const rest = rows.slice(longest)
  const sumOf = (each: readonly { readonly saved: number }[]): number => each.reduce((sum, { saved }) => sum + saved, 0)
  const paid = rows.reduce((sum, row) => sum + row.paid, 0)
  const unpriced = [...new Set(rows.flatMap((row) => row.unpriced ?? []))].sort()
  return {
    name: 'hours.saved',
    subject: `hours/savings/${month}`,
    mood: 'report',
    id: `hours-savings/${month}`,
    at: now.toISOString(),
    title: `Hours saved ${dollars(sumOf(rows))} in ${month}`,
    body: [
      `${rows.length} ${rows.length === 1 ? 'target was' : 'targets were'} seen to be off. By list prices that is ${dollars(sumOf(rows))} (US) saved; ${dollars(paid)} were still paid while they were off, for storage and addresses.`,
      ...rows.slice(0, longest).map((row) => `${row.target}: ${hours(row.seconds)} off, ${dollars(row.saved)}`),
      ...(rest.length > 0 ? [`${rest.length} more: ${dollars(sumOf(rest))}`] : []),
      ...(unpriced.length > 0
        ? [`Not counted, because no price is known: ${unpriced.slice(0, longest).join(', ')}`]
        : []),
      `See all: ${terminal} hours savings --month ${month}`,
    ].join('\n'),
    to,
  }
}
