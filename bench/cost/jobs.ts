import type { CostContribution } from './usage.ts'

/** What no template says. Each is rather too much than too little. */
const assumptions = {
  /** Sent, received, deleted. */
  requestsPerMessage: 3,
  /**
   * A run is written about six times, in a transaction (×2), up to 2 KB (×2), and in one or two indexes; the last time with
   * the end of its log, about 1 KB.
   */
  run: { writes: 44, reads: 30, bytes: 3_000 },
  /** The sweep keeps one small item for each job, in a transaction (×2), with an index. */
  sweptJob: { writes: 3, reads: 3 },
  /** Two look-ups in an index, each eventually consistent. */
  sweep: { reads: 1 },
  /** Days for which the ledger keeps a run. */
  ledgerDays: 400,
  /** An item is in the table and in one index. */
  copies: 2,
} as const

export const jobsCost: CostContribution = {
  usages: ({ config, calls }) => {
    const { requestsPerMessage, run, sweptJob, sweep, ledgerDays, copies } = assumptions
    const jobs = Object.keys(config.jobs ?? {}).length
    const kept = (calls.runs * 12 * ledgerDays * run.bytes) / 365.25 / 1e9
    const counted = `${jobs} jobs looked at every minute, ${Math.round(calls.runs).toLocaleString('en')} runs`
    return [
      {
        item: 'queueRequests',
        quantity: calls.taskChanges * requestsPerMessage,
        counted: `${Math.round(calls.taskChanges).toLocaleString('en')} messages`,
      },
      { item: 'ledgerWrites', quantity: calls.sweeps * jobs * sweptJob.writes + calls.runs * run.writes, counted },
      {
        item: 'ledgerReads',
        quantity: calls.sweeps * (sweep.reads + jobs * sweptJob.reads) + calls.runs * run.reads + calls.collects * jobs,
        counted,
      },
      { item: 'ledgerStorage', quantity: kept * copies, counted: `${ledgerDays} days of runs, with one index` },
      { item: 'ledgerRecovery', quantity: kept, counted: 'the same, without the index' },
    ]
  },
  written: {
    RunsSucceeded: 'each run',
    RunsFailed: 'never',
    RunsForbidden: 'never',
    RunsMissed: 'never',
    RunsQueued: 'never',
    RunsRetried: 'never',
    RunsSkipped: 'never',
    RunsSuppressed: 'never',
  },
}
