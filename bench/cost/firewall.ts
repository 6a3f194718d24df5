import { hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** What a pass takes of the ledger that finds nothing to do, as `record` counted it (bench/scale/recorder.ts). */
const quietPass = { writes: 2, reads: 10 } as const

/** A month in which no log comes: passes alone. What a million lines cost: log-lines.ts. */
export const firewallCost: CostContribution = {
  usages: ({ config: { firewall } }) => {
    if (!firewall) return []
    const passes = hoursPerMonth * 60
    const counted = 'a pass each minute that finds nothing'
    return [
      { item: 'ledgerWrites', quantity: passes * quietPass.writes, counted },
      { item: 'ledgerReads', quantity: passes * quietPass.reads, counted },
    ]
  },
  written: Object.fromEntries(
    [
      'FirewallBlocks',
      'FirewallBroken',
      'FirewallCut',
      'FirewallFuture',
      'FirewallHoursDropped',
      'FirewallInForce',
      'FirewallLate',
      'FirewallLines',
      'FirewallMalformed',
      'FirewallMinutesKept',
      'FirewallObjects',
      'FirewallOldestPiece',
      'FirewallPiecesUnreadable',
      'FirewallRefusedByWaf',
      'FirewallReleases',
      'FirewallSetChanges',
      'FirewallTooOld',
      'FirewallUnattributed',
      'FirewallWaiting',
      'FirewallWouldBlock',
    ].map((name) => [name, 'never'] as const),
  ),
}
