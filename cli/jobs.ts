import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { UsageError } from '../api/usage-error.ts'
import { longestReason } from '../functions/jobs/rules/command.ts'
import { isSettled } from '../functions/jobs/rules/job-state.ts'
import { commandSource } from '../shared/command.ts'
import type { JobConfig, JobsConfig } from '../shared/config/jobs/schema.ts'
import { fargateMemory } from '../shared/jobs/fargate-sizes.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import type { JobRecord, RunRecord } from '../shared/ledger/records.ts'
import { keys } from '../shared/ledger/records.ts'
import { firings } from '../shared/schedule.ts'
import { terminal } from '../shared/terminal.ts'
import { isoSeconds } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { asker, askJobs } from './job-function.ts'
import { registerPreflight } from './jobs-preflight.ts'
import { instantOption, type JsonOption, jsonOption, oneOfOption, spanOption, textOption } from './options.ts'
import { localTime, printRows } from './print.ts'
import { knownJob, rowOf } from './runs.ts'

/** Years within which the next firings are looked for. */
const horizon = 5 * 366 * 86_400_000

/** Firings that are shown of each job. */
const ahead = 10

/** The end of a job's suspension by the config or a person, in milliseconds: infinite for good; nothing when it is not. */
const suspension = (config: JobConfig, record: JobRecord | undefined, now: Date): number | undefined => {
  const ends = [config.suspended, record?.suspended]
    .filter((each) => each !== undefined)
    .map((each) => (each === true || !each.until ? Number.POSITIVE_INFINITY : Date.parse(each.until)))
  const end = Math.max(...ends)
  return end > now.getTime() ? end : undefined
}

/** How jobs stand, and when they fire next. */
export const readJobs = (ledger: Ledger, jobs: JobsConfig, now: Date) =>
  Promise.all(
    Object.entries(jobs).map(async ([job, definition]) => {
      const { schedule, zone, owner } = definition
      const [runs, record] = await Promise.all([
        ledger.lastChildren<RunRecord>(keys.run(job, '').pk, 20),
        ledger.get<JobRecord>(keys.job(job)),
      ])
      const [last] = runs
      // Runs by hand do not move the schedule.
      const scheduled = runs.find(({ requestedBy }) => requestedBy === undefined)
      const since = new Date(scheduled?.scheduledAt ?? record?.since ?? now)
      const until = new Date(now.getTime() + horizon)
      const end = suspension(definition, record, now)
      // What fires at the very end of the suspension starts.
      const after = end === undefined ? now : new Date(Math.min(end - 1, until.getTime()))
      const next = firings({ schedule, zone }, { after, until, since, limit: ahead }).map(isoSeconds)
      return {
        job,
        schedule,
        zone,
        owner,
        suspended: end === undefined ? undefined : Number.isFinite(end) ? isoSeconds(new Date(end)) : 'for good',
        nextAt: next[0],
        next,
        lastRunAt: last?.scheduledAt,
        lastState: last?.state,
        lastSuccessAt: record?.lastSuccessAt,
      }
    }),
  )

type JobRow = Awaited<ReturnType<typeof readJobs>>[number]

const printJobs = (rows: readonly JobRow[], json: boolean): void => {
  printRows(
    rows,
    { json },
    {
      Job: ({ job }) => job,
      Schedule: ({ schedule, zone }) => `${schedule} ${zone}`,
      Next: ({ nextAt, suspended }) =>
        suspended
          ? `suspended ${suspended === 'for good' ? '' : `until ${localTime(suspended)}`}`.trim()
          : localTime(nextAt),
      Last: ({ lastRunAt }) => localTime(lastRunAt),
      State: ({ lastState }) => lastState,
    },
    'No job is configured.',
  )
  if (json) return
  for (const { job, next } of rows)
    if (next.length > 0) console.log(`\n${job}, the next ${next.length}:\n  ${next.map(localTime).join('  ')}`)
}

/**
 * Asks for a run now, and gives it as it stands when ECS has answered.
 * @throws Error with what the function said
 */
export const runJob = async (
  functionName: string,
  firing: {
    readonly job: string
    readonly command?: readonly string[] | undefined
    readonly environment?: Readonly<Record<string, string>> | undefined
    readonly cpu?: number | undefined
    readonly memory?: number | undefined
    readonly requestedBy: string
    readonly dry?: true | undefined
  },
  now: Date,
): Promise<RunRecord> => (await askJobs(functionName, { ...firing, scheduledAt: now.toISOString() })) as RunRecord

/** Adds `NAME=value` to the variables that were given before. */
export const variable = (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError(`"${text}" is no variable; write it like NAME=value.`)
  if (name.startsWith('NIGHTSHIFT_'))
    throw new InvalidArgumentError(`"${name}" is Nightshift's own: a variable may not start with NIGHTSHIFT_.`)
  return { ...before, [name]: value }
}

interface RunOptions extends JsonOption {
  readonly env?: Readonly<Record<string, string>>
  readonly cpu?: number
  readonly memory?: number
  readonly dry?: true
}

/** The sizes that Fargate has; which memory goes with which CPU is said by the function. */
const cpuOption = oneOfOption([...fargateMemory.keys()])
const memoryOption = oneOfOption([...new Set([...fargateMemory.values()].flat())])

const registerRun = (jobs: Command): void => {
  jobs
    .command('run <name> [command...]')
    .description(
      `run a job now; with a command after --, run that instead of its own: ${terminal} jobs run report -- sh -c "exit 3"`,
    )
    .option('--env <NAME=value>', 'a variable for this run alone; can be given several times', variable)
    .option('--cpu <units>', 'CPU units for this run alone, 1,024 to a vCPU', cpuOption)
    .option('--memory <MiB>', 'memory for this run alone', memoryOption)
    .option('--dry', 'say what would happen, and start nothing')
    .option(...jsonOption)
    .action(async (name: string, command: string[], _: RunOptions, self: Command) => {
      const { json = false, env, cpu, memory, dry } = self.optsWithGlobals<RunOptions>()
      const deployment = await findDeployment()
      const job = knownJob(name, deployment.config.jobs ?? {})
      const run = await runJob(
        deployment.output('StartJobFunction'),
        {
          job,
          requestedBy: `${asker()} by nightshift jobs run`,
          command: command.length > 0 ? command : undefined,
          environment: env,
          cpu,
          memory,
          dry,
        },
        new Date(),
      )
      printRows(
        [rowOf(run)],
        { json },
        {
          Job: (row) => row.job,
          Scheduled: (row) => localTime(row.scheduledAt),
          State: (row) => (dry ? `would be ${row.state}` : row.state),
          Explanation: (row) => row.explanation ?? (dry ? '' : `See how it ends with: ${terminal} runs`),
        },
        '',
      )
      if (isSettled(run) && run.state !== 'succeeded') process.exitCode = 1
    })
}

interface SuspendOptions extends JsonOption {
  readonly until?: Date
  readonly for?: number
  readonly reason?: string
}

const registerSuspension = (jobs: Command): void => {
  const act = async (name: string, json: boolean, request: (now: Date) => object): Promise<void> => {
    const deployment = await findDeployment()
    const all = deployment.config.jobs ?? {}
    const job = knownJob(name, all)
    const now = new Date()
    await askJobs(deployment.output('StartJobFunction'), {
      source: commandSource,
      job,
      by: asker(),
      ...request(now),
    })
    const own = Object.fromEntries(Object.entries(all).filter(([each]) => each === job))
    printJobs(await readJobs(deployment.ledger(), own, now), json)
  }
  jobs
    .command('suspend <name>')
    .description('start no run of a job until a time, or until it is resumed; what runs goes on')
    .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option('--reason <text>', `why, for the others, in at most ${longestReason} characters`, textOption(longestReason))
    .option(...jsonOption)
    .action(async (name: string, _: SuspendOptions, self: Command) => {
      const { json = false, until, for: span, reason } = self.optsWithGlobals<SuspendOptions>()
      await act(name, json, (now) => {
        if (until && span !== undefined) throw new UsageError('Either --until or --for, not both.')
        const end = until ?? (span === undefined ? undefined : new Date(now.getTime() + span))
        if (end && end <= now) throw new UsageError(`${isoSeconds(end)} is over already.`)
        return { action: 'suspend', until: end && isoSeconds(end), reason }
      })
    })
  jobs
    .command('resume <name>')
    .description('end the suspension of a job')
    .option(...jsonOption)
    .action(async (name: string, _: JsonOption, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      await act(name, json, () => ({ action: 'resume' }))
    })
}

/** `nightshift jobs`, with what can be done about one. */
export const registerJobs = (program: Command): void => {
  const jobs = program
    .command('jobs')
    .description('what is scheduled, when it runs next, how it went last')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const { config, ledger } = await findDeployment()
      printJobs(await readJobs(ledger(), config.jobs ?? {}, new Date()), json)
    })
  registerRun(jobs)
  registerSuspension(jobs)
  registerPreflight(jobs)
}
