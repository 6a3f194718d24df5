import type { Command } from 'commander'
import type { Ledger } from '../shared/ledger/ledger.ts'
import type { RunRecord } from '../shared/ledger/records.ts'
import { findDeployment, UsageError } from './deployment.ts'
import { countOption, type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows, shorten } from './print.ts'

const shown = [
  'job',
  'scheduledAt',
  'attempt',
  'state',
  'cause',
  'explanation',
  'startedAt',
  'stoppedAt',
  'exitCode',
  'taskArn',
] as const

type RunRow = Pick<RunRecord, (typeof shown)[number]>

const rowOf = (run: RunRecord): RunRow => Object.fromEntries(shown.map((name) => [name, run[name]])) as RunRow

/** The newest runs, of one job or of all. */
export const readRuns = async (
  ledger: Ledger,
  { job, limit = 50 }: { readonly job?: string; readonly limit?: number } = {},
) => {
  const runs = job
    ? await ledger.lastChildren<RunRecord>(`run#${job}`, limit)
    : await ledger.list<RunRecord>('run', { limit })
  return runs.map(rowOf)
}

/** @throws UsageError naming the jobs that there are */
export const knownJob = (name: string, jobs: object): string => {
  if (Object.hasOwn(jobs, name)) return name
  throw new UsageError(`There is no job "${name}". There are: ${Object.keys(jobs).join(', ') || 'none'}.`)
}

export const registerRuns = (program: Command): void => {
  program
    .command('runs')
    .description('every firing of every job: whether it ran, how it ended, and why')
    .option('--job <name>', 'only this job')
    .option('--limit <count>', 'at most so many, newest first', countOption, 50)
    .option(...jsonOption)
    .action(async ({ json = false, job, limit }: JsonOption & { job?: string; limit: number }) => {
      const deployment = await findDeployment()
      if (job) knownJob(job, deployment.config.jobs ?? {})
      printRows(
        await readRuns(deployment.ledger(), { limit, ...(job ? { job } : {}) }),
        { json },
        {
          Scheduled: ({ scheduledAt }) => localTime(scheduledAt),
          Job: (run) => run.job,
          State: ({ state }) => state,
          Exit: ({ exitCode }) => exitCode,
          Cause: ({ cause }) => cause,
          Explanation: ({ explanation }) => explanation && shorten(explanation),
        },
        'No run yet.',
      )
    })
}
