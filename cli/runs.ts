import { type Command, Option } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { UsageError } from '../api/usage-error.ts'
import { isSettled } from '../functions/jobs/rules/job-state.ts'
import { runTime } from '../functions/jobs/rules/times.ts'
import { commandSource } from '../shared/command.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { readBack } from '../shared/ledger/read-back.ts'
import { keys, type RunRecord } from '../shared/ledger/records.ts'
import { terminal } from '../shared/terminal.ts'
import { shorten } from '../shared/text.ts'
import { durationText, isInstant } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { asker, askJobs } from './job-function.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from './options.ts'
import { localTime, longestCell, noteCut, printable, printableLines, printRows } from './print.ts'

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
  'waitsFor',
  'dueAt',
  'requestedBy',
  'earlier',
  'logTail',
] as const

type RunRow = Pick<RunRecord, (typeof shown)[number]> & { readonly seconds?: number | undefined }

/** A run as it is shown, with the seconds for which its container ran. */
export const rowOf = (run: RunRecord): RunRow => {
  const row = Object.fromEntries(shown.map((name) => [name, run[name]])) as RunRow
  const { startedAt, stoppedAt } = run
  if (startedAt === undefined || stoppedAt === undefined) return row
  return { ...row, seconds: Math.round((Date.parse(stoppedAt) - Date.parse(startedAt)) / 100) / 10 }
}

const states = [
  'waiting',
  'starting',
  'running',
  'succeeded',
  'failed',
  'missed',
  'skipped',
  'suppressed',
  'forbidden',
] as const

export interface RunFilter {
  readonly job?: string | undefined
  readonly state?: RunRecord['state'] | undefined
  /** ISO 8601, UTC: only runs scheduled then or later. */
  readonly since?: string | undefined
  readonly limit?: number
}

/** The newest runs, of one job or of all, that are in a state and not older than asked for. */
export const readRuns = async (ledger: Ledger, filter: RunFilter = {}): Promise<RunRow[]> => {
  const { job, state, since = '', limit = 50 } = filter
  const read = (count: number): Promise<RunRecord[]> =>
    job
      ? ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count)
      : ledger.list<RunRecord>('run', { limit: count, ...(since ? { since } : {}) })
  const fitting = (runs: readonly RunRecord[]): RunRecord[] =>
    runs.filter((run) => run.scheduledAt >= since && (state === undefined || run.state === state))
  const runs = await readBack(
    read,
    limit,
    (each) => fitting(each).length >= limit || each.some(({ scheduledAt }) => scheduledAt < since),
  )
  return fitting(runs).slice(0, limit).map(rowOf)
}

/** The newest run of a job that ended well or badly. What is not over, was not to be, or was cancelled says nothing of the job. */
export const lastEnded = async (ledger: Ledger, job: string): Promise<RunRecord | undefined> => {
  const hasEnded = ({ state, cause }: RunRecord): boolean =>
    state === 'succeeded' || state === 'missed' || (state === 'failed' && cause !== 'cancelled')
  const runs = await readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count),
    5,
    (each) => each.some(hasEnded),
  )
  return runs.find(hasEnded)
}

/** @throws UsageError naming the jobs that there are */
export const knownJob = (name: string, jobs: object): string => {
  if (Object.hasOwn(jobs, name)) return name
  throw new UsageError(`There is no job "${name}". There are: ${Object.keys(jobs).join(', ') || 'none'}.`)
}

/** In the reader's own zone, to the second, as tables show times. */
const localSecond = (iso: string): string => new Date(iso).toLocaleString('sv-SE')

/** Longest that a zone is ahead of or behind UTC, in milliseconds. */
const zoneMs = 15 * 3_600_000

/**
 * A time as a person writes it: in UTC as runs are kept (its beginning will do), with another zone, or in the reader's own zone
 * as the tables show it, such as `2026-11-21 11:30`.
 * @throws UsageError for what is not a time
 */
const askedTime = (
  text: string,
): {
  readonly utc?: string
  /** No run before this one can be meant. */
  readonly from: string
  readonly isMeant: (scheduledAt: string) => boolean
} => {
  if (/^\d[\dT:.Z-]{0,23}$/.test(text))
    return { utc: text, from: text, isMeant: (scheduledAt) => scheduledAt.startsWith(text) }
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,12}[+-]\d\d:?\d\d$/.test(text) && isInstant(text)) {
    const utc = runTime(new Date(text))
    return { utc, from: utc, isMeant: (scheduledAt) => scheduledAt === utc }
  }
  if (/^\d{4}-\d\d-\d\d \d\d?(:\d{0,2}){0,2}$/.test(text)) {
    const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
    const from = Number.isNaN(day) ? '' : new Date(day - zoneMs).toISOString()
    return { from, isMeant: (scheduledAt) => localSecond(scheduledAt).startsWith(text) }
  }
  throw new UsageError(
    `"${text}" is not a time of a run; write it, or its beginning, like 2026-11-21T02:30:00Z, or as the table shows it.`,
  )
}

/** Words of a time that a shell took apart: `2026-11-21 11:30`. */
const timeOf = (words: readonly string[]): string | undefined => (words.length === 0 ? undefined : words.join(' '))

/**
 * The run that a person means: of the time given (its beginning will do), or the newest that fits.
 * @throws UsageError when there is none, or more than one begins so
 */
export const findRun = async (
  ledger: Ledger,
  job: string,
  time: string | undefined,
  fits: (run: RunRecord) => boolean,
  what: string,
): Promise<RunRecord> => {
  const asked = time === undefined ? undefined : askedTime(time)
  const exact = asked?.utc === undefined ? undefined : await ledger.get<RunRecord>(keys.run(job, asked.utc))
  if (exact) return exact
  const isMeant = (run: RunRecord): boolean => (asked === undefined ? fits(run) : asked.isMeant(run.scheduledAt))
  const runs = await readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count),
    20,
    (each) => each.some((run) => (asked === undefined ? fits(run) : run.scheduledAt < asked.from)),
  )
  const [found, ...others] = runs.filter(isMeant)
  if (!found)
    throw new UsageError(
      `${job} has no run ${time === undefined ? `that ${what}` : `of ${time}`}. See: ${terminal} runs --job ${job} --json`,
    )
  if (time !== undefined && others.length > 0)
    throw new UsageError(
      `${time} is the beginning of several: ${[found, ...others]
        .slice(0, 10)
        .map(({ scheduledAt }) => scheduledAt)
        .join(', ')}`,
    )
  return found
}

const printRuns = (rows: readonly RunRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Scheduled: ({ scheduledAt }) => localTime(scheduledAt),
      Job: ({ job }) => job,
      State: ({ state }) => state,
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

interface RunsOptions extends JsonOption {
  readonly job?: string
  readonly state?: RunRecord['state']
  readonly since?: string
  readonly limit: number
}

const jobOf = (deployment: Deployment, name: string): string => knownJob(name, deployment.config.jobs ?? {})

/** `nightshift runs`, with what can be done about one. */
export const registerRuns = (program: Command): void => {
  const runs = program
    .command('runs')
    .description('every firing of every job: whether it ran, how it ended, and why')
    .option('--job <name>', 'only this job')
    .addOption(new Option('--state <state>', 'only runs in this state').choices(states))
    .option(...sinceFlag)
    .option('--limit <count>', 'at most so many, newest first', countOption, 50)
    .option(...jsonOption)
    .action(async ({ json = false, ...filter }: RunsOptions) => {
      const deployment = await findDeployment()
      if (filter.job !== undefined) jobOf(deployment, filter.job)
      const { limit } = filter
      const rows = await readRuns(deployment.ledger(), { ...filter, limit: limit + 1 })
      printRuns(rows.slice(0, limit), json)
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })

  runs
    .command('show <job> [time...]')
    .description('one run with its attempts and the end of its log; without a time, the newest')
    .option(...jsonOption)
    .action(async (name: string, words: string[], _: JsonOption, command: Command) => {
      const { json = false } = command.optsWithGlobals<JsonOption>()
      const deployment = await findDeployment()
      const row = rowOf(
        await findRun(deployment.ledger(), jobOf(deployment, name), timeOf(words), () => true, 'is known'),
      )
      if (json) printRuns([row], json)
      else printRun(row)
    })

  const manualAction = (
    verb: 'cancel' | 'retry',
    description: string,
    fits: (run: RunRecord) => boolean,
    what: string,
  ): void => {
    runs
      .command(`${verb} <job> [time...]`)
      .description(description)
      .option(...jsonOption)
      .action(async (name: string, words: string[], _: JsonOption, command: Command) => {
        const { json = false } = command.optsWithGlobals<JsonOption>()
        const deployment = await findDeployment()
        const { job, scheduledAt } = await findRun(
          deployment.ledger(),
          jobOf(deployment, name),
          timeOf(words),
          fits,
          what,
        )
        const request = { source: commandSource, action: verb, job, scheduledAt, by: asker() }
        printRuns([rowOf((await askJobs(deployment.output('StartJobFunction'), request)) as RunRecord)], json)
      })
  }
  manualAction(
    'cancel',
    'stop a run that is not over; without a time, the newest such run',
    (run) => !isSettled(run),
    'is not over',
  )
  manualAction(
    'retry',
    'run it again, as one more attempt; without a time, the newest run that did not succeed',
    (run) => isSettled(run) && run.state !== 'succeeded',
    'ended without success',
  )
}
