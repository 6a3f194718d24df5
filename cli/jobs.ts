import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import {
  isSettled,
  type JobRow,
  longestReason,
  readJobs,
  resumeAllJobs,
  resumeJob,
  runJob,
  suspendAllJobs,
  suspendJob,
} from '../api/jobs.ts'
import { UsageError } from '../api/usage-error.ts'
import { fargateMemory } from '../shared/jobs/fargate-sizes.ts'
import { terminal } from '../shared/terminal.ts'
import { durationText } from '../shared/time.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { endOf } from './end-of.ts'
import { type BackfillOptions, registerBackfills, runBackfill } from './jobs-backfill.ts'
import { registerDigest } from './jobs-digest.ts'
import { registerGraph } from './jobs-graph.ts'
import { registerPreflight } from './jobs-preflight.ts'
import {
  instantOption,
  type JsonOption,
  jsonOption,
  oneOfOption,
  spanOption,
  textOption,
  wholeOption,
} from './options.ts'
import { localTime, printRows } from './print.ts'

/** Less than a tenth is no trend. */
const trendText = (trend: number | undefined): string =>
  trend === undefined || Math.abs(trend) < 0.1 ? '' : ` (${trend > 0 ? '+' : ''}${Math.round(trend * 100)} %)`

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
      Takes: ({ usualSeconds, durationTrend }) =>
        usualSeconds === undefined ? undefined : `${durationText(usualSeconds)}${trendText(durationTrend)}`,
      US$: ({ lastDollars }) => lastDollars?.toFixed(4),
    },
    'No job is configured.',
  )
  if (json) return
  for (const { job, next } of rows)
    if (next.length > 0) console.log(`\n${job}, the next ${next.length}:\n  ${next.map(localTime).join('  ')}`)
}

/** Adds `NAME=value` to the variables that were given before. */
export const variable = (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError(`"${text}" is not a variable; write it like NAME=value.`)
  if (name.startsWith('NIGHTSHIFT_'))
    throw new InvalidArgumentError(`"${name}" is Nightshift's own: a variable may not start with NIGHTSHIFT_.`)
  return { ...before, [name]: value }
}

interface RunOptions extends Partial<BackfillOptions> {
  readonly env?: Readonly<Record<string, string>>
  readonly cpu?: number
  readonly memory?: number
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
    .option('--for <from..until>', 'each firing that its schedule would have had then, such as 2026-11-01..2026-11-05')
    .option('--parallel <count>', 'with --for: so many at once', wholeOption(1, 20))
    .option('--again', 'with --for: also those that have succeeded')
    .option(...jsonOption)
    .action(async (name: string, command: string[], _: RunOptions, self: Command) => {
      const { json = false, env, cpu, memory, dry, for: stretch, parallel, again } = self.optsWithGlobals<RunOptions>()
      if (stretch !== undefined) {
        if (command.length > 0 || env || cpu || memory)
          throw new UsageError('--for runs the job as it is: leave out the command, --env, --cpu and --memory.')
        return runBackfill(name, { json, for: stretch, parallel, again, dry })
      }
      if (parallel !== undefined || again) throw new UsageError('--parallel and --again go with --for.')
      const run = await runJob(await findDeployment(), {
        job: name,
        requestedBy: `${asker()} by nightshift jobs run`,
        command: command.length > 0 ? command : undefined,
        environment: env,
        cpu,
        memory,
        dry,
      })
      printRows(
        [run],
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

interface AllOption extends JsonOption {
  readonly all?: true
}

/** @throws UsageError unless either one job is named, or all are meant */
const checkOneOrAll = (name: string | undefined, all: true | undefined): void => {
  if ((name === undefined) !== (all === true)) throw new UsageError('Give either the name of a job or --all.')
}

interface SuspendOptions extends AllOption {
  readonly until?: Date
  readonly for?: number
  readonly reason?: string
}

const registerSuspension = (jobs: Command): void => {
  const show = async (deployment: Deployment, name: string | undefined, json: boolean): Promise<void> =>
    printJobs(await readJobs(deployment, name === undefined ? undefined : [name]), json)
  jobs
    .command('suspend [name]')
    .description('start no run of a job until a time, or until it is resumed; what is running finishes')
    .option('--all', 'all jobs, such as for a freeze; resume --all ends that and no other suspension')
    .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option('--reason <text>', `why, for the others, in at most ${longestReason} characters`, textOption(longestReason))
    .option(...jsonOption)
    .action(async (name: string | undefined, _: SuspendOptions, self: Command) => {
      const options = self.optsWithGlobals<SuspendOptions>()
      const { json = false, reason, all } = options
      checkOneOrAll(name, all)
      const until = endOf(options, new Date())
      const deployment = await findDeployment()
      if (name === undefined) await suspendAllJobs(deployment, { by: asker(), until, reason })
      else await suspendJob(deployment, { job: name, by: asker(), until, reason })
      await show(deployment, name, json)
    })
  jobs
    .command('resume [name]')
    .description('end the suspension of a job')
    .option('--all', 'of all jobs that suspend --all has suspended')
    .option(...jsonOption)
    .action(async (name: string | undefined, _: AllOption, self: Command) => {
      const { json = false, all } = self.optsWithGlobals<AllOption>()
      checkOneOrAll(name, all)
      const deployment = await findDeployment()
      if (name === undefined) await resumeAllJobs(deployment, { by: asker() })
      else await resumeJob(deployment, { job: name, by: asker() })
      await show(deployment, name, json)
    })
}

/** `nightshift jobs`, with what can be done about one. */
export const registerJobs = (program: Command): void => {
  const jobs = program
    .command('jobs')
    .description('what is scheduled, when it runs next, how it went last')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      printJobs(await readJobs(await findDeployment()), json)
    })
  registerRun(jobs)
  registerSuspension(jobs)
  registerPreflight(jobs)
  registerBackfills(jobs)
  registerGraph(jobs)
  registerDigest(jobs)
}
