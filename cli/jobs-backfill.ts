import type { Command } from 'commander'
import { type BackfillRow, backfillJob, cancelBackfill, planBackfill, readBackfills } from '../api/jobs.ts'
import { UsageError } from '../api/usage-error.ts'
import { terminal } from '../shared/terminal.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

const printBackfills = (rows: readonly BackfillRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Job: ({ job }) => job,
      From: ({ from }) => localTime(from),
      Until: ({ until }) => localTime(until),
      State: ({ state }) => state,
      Firings: ({ firings }) => firings,
      'Had run': ({ skipped }) => skipped,
      Succeeded: ({ succeeded }) => succeeded,
      Failed: ({ failed }) => failed,
      Going: ({ going }) => going.length,
      Left: ({ left, cancelled }) => cancelled ?? left.length,
      By: ({ by }) => by,
    },
    'No backfill is known.',
  )

export interface BackfillOptions extends JsonOption {
  readonly for: string
  readonly parallel?: number | undefined
  readonly again?: true | undefined
  readonly dry?: true | undefined
}

/** What `jobs run NAME --for FROM..UNTIL` does. */
export const runBackfill = async (job: string, options: BackfillOptions): Promise<void> => {
  const { json = false, for: stretch, parallel = 1, again, dry } = options
  const deployment = await findDeployment()
  const asked = { job, by: `${asker()} by nightshift jobs run --for`, stretch, parallel, again }
  if (!dry) {
    printBackfills([await backfillJob(deployment, asked)], json)
    if (!json) console.log(`It continues in the background. See its progress with: ${terminal} jobs backfills ${job}`)
    return
  }
  printRows(
    await planBackfill(deployment, asked),
    { json },
    { Job: (row) => row.job, Scheduled: (row) => localTime(row.scheduledAt), Would: (row) => row.would },
    '',
  )
}

/** Adds `backfills [name]` to the noun `jobs`. */
export const registerBackfills = (jobs: Command): void => {
  jobs
    .command('backfills [name]')
    .description('the newest backfill of each job, or of one, and its progress')
    .option('--cancel', 'begin no further run of it; those that are running finish')
    .option(...jsonOption)
    .action(async (name: string | undefined, _: unknown, self: Command) => {
      const { json = false, cancel } = self.optsWithGlobals<JsonOption & { readonly cancel?: true }>()
      if (cancel && name === undefined) throw new UsageError('Name the job: jobs backfills NAME --cancel.')
      const deployment = await findDeployment()
      const rows =
        cancel && name !== undefined
          ? [await cancelBackfill(deployment, { job: name, by: asker() })]
          : await readBackfills(deployment, name)
      printBackfills(rows, json)
    })
}
