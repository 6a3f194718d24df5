import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Deployment } from '../api/deployment.ts'
import { runJob } from '../api/jobs.ts'
import { taskStateChange } from '../local/fargate/event.ts'
import { readSms } from '../local/tour/inbox.ts'
import { config } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { keys, type RunRecord } from '../shared/ledger/records.ts'
import type { Bench } from './row.ts'
import { duration, median, quantile } from './statistics.ts'
import { forgetMessages, withDeployment } from './with-deployment.ts'

/** How often a job fails and is well again, one after the other. */
const rounds = 40

/**
 * Firings of one minute, and milliseconds until each has its task. Fargate starts 100 at once and then 20 a second. A few at
 * once: the emulator starts a process for each call at the same time, and a laptop has not as many cores as AWS.
 */
const rush = { firings: 200, atOnce: 4, mark: 30_000 }

/** Milliseconds from ECS's word that a task has stopped until a text message with the diagnosis is accepted. */
const alertMark = 5_000

/** Milliseconds that anything may take at all. */
const patience = 20_000

/** The first of the config: it may overlap. */
const job = Object.keys(config.jobs ?? {})[0] ?? ''

interface Place {
  readonly endpoint: string
  readonly deployment: Deployment
  readonly ledger: Ledger
  readonly startFunction: string
  readonly changes: string
}

const until = async <Found>(what: string, find: () => Promise<Found | undefined>): Promise<Found> => {
  for (const begun = performance.now(); performance.now() - begun < patience; ) {
    const found = await find()
    if (found !== undefined) return found
    await sleep(5)
  }
  throw new Error(`${what} did not happen within ${patience} ms`)
}

/** A run of the job with its task, and how to say that this has stopped. */
const begin = async ({ deployment, changes }: Place) => {
  const run = await runJob(deployment, { job, requestedBy: 'bench' })
  const { tasks: [task] = [] } = await new ECSClient(clientOptions).send(
    new DescribeTasksCommand({ cluster: run.taskArn?.split('/')[1], tasks: [run.taskArn ?? ''] }),
  )
  if (!task) throw new Error(`The run has no task: ${run.state} ${run.explanation ?? ''}`)
  const end = (exitCode: number) => {
    const now = new Date()
    const stoppedReason = 'Essential container in task exited'
    const status = {
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason,
      container: 'main',
      exitCode,
    } as const
    const event = taskStateChange(task, status, { startedAt: now, stoppedAt: now }, now)
    return new SQSClient(clientOptions).send(
      new SendMessageCommand({ QueueUrl: changes, MessageBody: JSON.stringify(event) }),
    )
  }
  return { run, end }
}

/** A run fails; gives the milliseconds until somebody is texted. Then one succeeds, so that the next failure is news again. */
const failOnce = async (place: Place): Promise<number> => {
  const failing = await begin(place)
  const before = (await readSms(place)).length
  const begun = performance.now()
  await failing.end(1)
  await until('A message about the failed run', async () =>
    (await readSms(place)).slice(before).find(({ text }) => text.includes(job)),
  )
  const ms = performance.now() - begun
  const well = await begin(place)
  await well.end(0)
  await until('The end of the incident', async () => {
    const open = await place.ledger.open('incident')
    return open.length === 0 || undefined
  })
  return ms
}

/** Fires the job for so many times of one past stretch. Gives the milliseconds until each of the runs has its task. */
const fireAll = async ({ ledger, startFunction }: Place): Promise<number> => {
  const lambda = new LambdaClient(clientOptions)
  const now = Math.floor(Date.now() / 1000)
  const times = Array.from({ length: rush.firings }, (_, index) => new Date((now - index - 1) * 1000).toISOString())
  const begun = performance.now()
  for (let first = 0; first < times.length; first += rush.atOnce)
    await Promise.all(
      times
        .slice(first, first + rush.atOnce)
        .map((scheduledAt) =>
          lambda.send(
            new InvokeCommand({ FunctionName: startFunction, Payload: JSON.stringify({ job, scheduledAt }) }),
          ),
        ),
    )
  const ms = performance.now() - begun
  const asked = new Set(times.map((at) => `${at.slice(0, 19)}Z`))
  const runs = await ledger.children<RunRecord>(keys.run(job, '').pk)
  const started = runs.filter(({ scheduledAt, taskArn }) => asked.has(scheduledAt) && taskArn !== undefined).length
  if (started < rush.firings) throw new Error(`${started} of ${rush.firings} runs have a task`)
  return ms
}

/** The deployed jobs: from the end of a task to the text message about it, and many firings at once. */
export const run: Bench['run'] = (report) =>
  withDeployment(report, async ({ endpoint, deployment, output }) => {
    const table = output('LedgerTable')
    const place: Place = {
      endpoint,
      deployment,
      ledger: deployment.ledger(),
      startFunction: output('StartJobFunction'),
      changes: output('TaskChangesQueueUrl'),
    }
    const times: number[] = []
    for (let round = -1; round < rounds; round += 1) {
      // Nor is the failure held back because the job fails again and again.
      await forgetMessages(table, await place.ledger.children(keys.alarm(`signal:job/${job}`).pk))
      const ms = await failOnce(place)
      // The first starts the functions' processes.
      if (round >= 0) times.push(ms)
    }
    report(`${rounds} runs that failed and were reported`)
    const rushed = await fireAll(place)
    const p95 = quantile(times, 0.95)
    return [
      {
        what: `a task has stopped → text message with the diagnosis accepted, p95 of ${rounds}`,
        ours: `${duration(p95)} (p50 ${duration(median(times))})`,
        mark: `≤ ${duration(alertMark)}`,
        met: p95 <= alertMark,
      },
      {
        what: `${rush.firings} firings of one minute, ${rush.atOnce} at a time, until each has its task`,
        ours: duration(rushed),
        mark: `≤ ${duration(rush.mark)}`,
        met: rushed <= rush.mark,
      },
    ]
  })
