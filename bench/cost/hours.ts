import { hoursShards } from '../../shared/ledger/records.ts'
import { hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** What no template says. Each is rather too much than too little. */
const assumptions = {
  /** Looks an hour. */
  looks: 30,
  /** The lists of targets, what the looks have seen, and now and then something again before it is changed. */
  reads: hoursShards + 2,
  /** Every six minutes it is written down that everything was seen, up to 2 KB. */
  noted: { anHour: 10, writes: 2 },
  /** A target changes about ten times a day: ordered, asked for, proven, its savings, its alarms held; in a transaction (×2). */
  target: { aDay: 10, writes: 4 },
} as const

export const hoursCost: CostContribution = {
  usages: ({ config: { hours } }) => {
    if (!hours) return []
    const { looks, reads, noted, target } = assumptions
    const targets = hours.targets.length
    const counted = `a look each two minutes at ${targets} targets`
    return [
      { item: 'ledgerReads', quantity: looks * hoursPerMonth * reads, counted },
      {
        item: 'ledgerWrites',
        quantity:
          noted.anHour * noted.writes * hoursPerMonth + (target.aDay * target.writes * targets * hoursPerMonth) / 24,
        counted,
      },
    ]
  },
  written: {
    HoursTroubles: 'each minute',
    // When what was off is on again.
    HoursSaved: 'each day',
  },
}
