import { type Command, Option } from 'commander'
import {
  commandRun,
  knownJob,
  type RunAction,
  type RunFilter,
  type RunRow,
  readRuns,
  runStates,
  showRun,
} from '../api/jobs.ts'
import { UsageError } from '../api/usage-error.ts'
import { shorten } from '../shared/text.ts'
import { durationText, isoSeconds } from '../shared/time.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption, sinceFlag, wholeOption } from './options.ts'
import { localTime, longestCell, noteCut, ownZone, printable, printableLines, printRows } from './print.ts'
import { registerLogs } from './runs-logs.ts'

/** A run as it is named at the command line: a shell takes the words of a time apart, as in `2026-11-21 11:30`. */
const namedRun = (job: string, words: readonly string[]) => ({
  job,
  time: words.length === 0 ? undefined : words.join(' '),
  zone: ownZone(),
})

const printRuns = (rows: readonly RunRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Scheduled: ({ scheduledAt }) => localTime(scheduledAt),
      Job: ({ job }) => job,
      State: ({ state, backfill }) => (backfill === undefined ? state : `${state} (backfill)`),
      Took: ({ seconds }) => (seconds === undefined ? undefined : durationText(seconds)),
      Try: ({ attempt }) => (attempt > 1 ? attempt : undefined),
      Exit: ({ exitCode }) => exitCode,
      Cause: ({ cause }) => cause,
      Explanation: ({ explanation }) => explanation && shorten(explanation, longestCell),
    },
    'No such run.',
  )

/** One run, with everything that is known of it, for a person. */
const printRun = (row: RunRow): void => {
  printRuns([row], false)
  for (const { attempt, cause, explanation, exitCode } of row.earlier ?? [])
    console.log(
      printableLines(
        `  attempt ${attempt}: ${cause}${exitCode === undefined ? '' : `, exit code ${exitCode}`}: ${explanation}`,
      ),
    )
  if (row.explanation) console.log(`\n${printableLines(row.explanation)}`)
  if (row.logTail?.length)
    console.log(['', 'The end of its log:', ...row.logTail.map((line) => `  ${printable(line)}`)].join('\n'))
}

type RunsOptions = JsonOption & Omit<RunFilter, 'until'> & { readonly limit: number; readonly until?: Date }

/** Most runs that one call prints; --until goes on from there. */
const mostRuns = 100_000

/** How to see what is not shown: --until has the runs of that very time again, so where all are of one it leads no further. */
export const olderText = (first: string | undefined, last: string | undefined): string =>
  first === last
    ? `See more with --limit, up to ${mostRuns}.`
    : `See older ones with --until ${last}, or more with --limit, up to ${mostRuns}.`

/** `nightshift runs`, with what can be done about one. */
export const registerRuns = (program: Command): void => {
  const runs = program
    .command('runs')
    .description('every firing of every job: whether it ran, how it ended, and why')
    .option('--job <name>', 'only this job')
    .addOption(new Option('--state <state>', 'only runs in this state').choices(runStates))
    .option(...sinceFlag)
    .option('--until <time>', 'only runs scheduled then or earlier, such as 2026-11-21T02:30:00Z', instantOption)
    .option('--limit <count>', 'at most so many, newest first', wholeOption(1, mostRuns), 50)
    .option(...jsonOption)
    .action(async ({ json = false, until: end, ...filter }: RunsOptions) => {
      const { limit } = filter
      const until = end && isoSeconds(end)
      if (until !== undefined && filter.since !== undefined && Date.parse(filter.since) > Date.parse(until))
        throw new UsageError(`--since is after --until: ${filter.since} and ${until}.`)
      const deployment = await findDeployment()
      if (filter.job !== undefined) knownJob(deployment, filter.job)
      const rows = await readRuns(deployment, { ...filter, until, limit: limit + 1 })
      printRuns(rows.slice(0, limit), json)
      noteCut(rows.length > limit, limit, olderText(rows[0]?.scheduledAt, rows[limit - 1]?.scheduledAt))
    })

  runs
    .command('show <job> [time...]')
    .description('one run with its attempts and the end of its log; without a time, the newest')
    .option(...jsonOption)
    .action(async (name: string, words: string[], _: JsonOption, command: Command) => {
      const { json = false } = command.optsWithGlobals<JsonOption>()
      const row = await showRun(await findDeployment(), namedRun(name, words))
      if (json) printRuns([row], json)
      else printRun(row)
    })

  registerLogs(runs)

  const manualAction = (action: RunAction, description: string): void => {
    runs
      .command(`${action} <job> [time...]`)
      .description(description)
      .option(...jsonOption)
      .action(async (name: string, words: string[], _: JsonOption, command: Command) => {
        const { json = false } = command.optsWithGlobals<JsonOption>()
        const run = { ...namedRun(name, words), action, by: asker() }
        printRuns([await commandRun(await findDeployment(), run)], json)
      })
  }
  manualAction('cancel', 'stop a run that is not over; without a time, the newest such run')
  manualAction('retry', 'run it again, as one more attempt; without a time, the newest run that did not succeed')
}
