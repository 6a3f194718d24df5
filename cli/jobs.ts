import { userInfo } from 'node:os'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import { clientOptions } from '../shared/aws.ts'
import type { JobRecord, RunRecord } from '../shared/ledger/records.ts'
import { keys } from '../shared/ledger/records.ts'
import { firings } from '../shared/schedule.ts'
import { isoSeconds } from '../shared/time.ts'
import { type Deployment, findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'
import { knownJob } from './runs.ts'

const year = 366 * 86_400_000

const readJobs = async ({ config, ledger }: Deployment, now: Date) => {
  const book = ledger()
  return Promise.all(
    Object.entries(config.jobs ?? {}).map(async ([job, { schedule, zone }]) => {
      const [runs, record] = await Promise.all([
        book.lastChildren<RunRecord>(`run#${job}`, 20),
        book.get<JobRecord>(keys.job(job)),
      ])
      const [last] = runs
      // Runs by hand do not move the schedule.
      const scheduled = runs.find(({ requestedBy }) => requestedBy === undefined)
      const since = new Date(scheduled?.scheduledAt ?? record?.since ?? now)
      const [next] = firings({ schedule, zone }, { after: now, until: new Date(now.getTime() + year), since, limit: 1 })
      return {
        job,
        schedule,
        zone,
        nextAt: next && isoSeconds(next),
        lastRunAt: last?.scheduledAt,
        lastState: last?.state,
        lastSuccessAt: record?.lastSuccessAt,
      }
    }),
  )
}

/** Asks for a run now, and gives it as it stands when ECS has answered. @throws Error with what the function said */
export const runJob = async (
  functionName: string,
  firing: { readonly job: string; readonly command?: readonly string[]; readonly requestedBy: string },
  now: Date,
): Promise<RunRecord> => {
  const Payload = JSON.stringify({ ...firing, scheduledAt: now.toISOString() })
  const { FunctionError, Payload: answer } = await new LambdaClient(clientOptions).send(
    new InvokeCommand({ FunctionName: functionName, Payload }),
  )
  const result = JSON.parse(Buffer.from(answer ?? []).toString('utf8') || 'null')
  if (FunctionError) throw new Error(`The run could not be started: ${result?.errorMessage ?? FunctionError}`)
  return result
}

export const registerJobs = (program: Command): void => {
  const jobs = program
    .command('jobs')
    .description('what is scheduled, when it runs next, how it went last')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      printRows(
        await readJobs(await findDeployment(), new Date()),
        { json },
        {
          Job: ({ job }) => job,
          Schedule: ({ schedule, zone }) => `${schedule} ${zone}`,
          Next: ({ nextAt }) => localTime(nextAt),
          Last: ({ lastRunAt }) => localTime(lastRunAt),
          State: ({ lastState }) => lastState,
        },
        'No job is configured.',
      )
    })
  jobs
    .command('run <name> [command...]')
    .description(
      'run a job now; with a command after --, run that instead of its own: nightshift jobs run report -- sh -c "exit 3"',
    )
    .option(...jsonOption)
    .action(async (name: string, command: string[], { json = false }: JsonOption) => {
      const deployment = await findDeployment()
      const job = knownJob(name, deployment.config.jobs ?? {})
      const requestedBy = `${userInfo().username} by nightshift jobs run`
      const run = await runJob(
        deployment.output('StartJobFunction'),
        { job, requestedBy, ...(command.length > 0 ? { command } : {}) },
        new Date(),
      )
      const { scheduledAt, state, cause, explanation, taskArn } = run
      printRows(
        [{ job, scheduledAt, state, cause, explanation, taskArn }],
        { json },
        {
          Job: (row) => row.job,
          Scheduled: (row) => localTime(row.scheduledAt),
          State: (row) => row.state,
          Explanation: (row) => row.explanation ?? 'See how it ends with: nightshift runs',
        },
        '',
      )
      if (state === 'failed' || state === 'missed') process.exitCode = 1
    })
}
