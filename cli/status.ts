import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import type { Command } from 'commander'
import { readIncidents } from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { isStillOurs, type OwnProcess } from '../local/processes.ts'
import { readProcesses } from '../local/state.ts'
import { clientOptions } from '../shared/aws.ts'
import { errorText } from '../shared/errors.ts'
import { shorten } from '../shared/text.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { longestCell, printRows } from './print.ts'
import { holdsDeadLetters, readQueues } from './queues.ts'
import { lastEnded } from './runs.ts'

interface Check {
  readonly what: string
  readonly state: 'ok' | 'wrong'
  readonly detail: string
}

/** A check that fails is itself an answer: what could not be looked at is not well. */
const check = async (what: string, look: () => Promise<readonly string[]>, fine: string): Promise<Check> => {
  try {
    const faults = await look()
    return faults.length === 0
      ? { what, state: 'ok', detail: fine }
      : { what, state: 'wrong', detail: faults.join('; ') }
  } catch (error) {
    return { what, state: 'wrong', detail: errorText(error) }
  }
}

const deployed =
  ({ config, outputs }: Deployment) =>
  async () => {
    const wanted = [
      'LedgerTable',
      'AlarmTopicArn',
      ...(config.thumbnails ? ['UploadsBucket'] : []),
      ...(config.jobs ? ['ClusterName'] : []),
      ...(config.lifecycle ? ['LifecycleFunction'] : []),
    ]
    const missing = wanted.filter((name) => outputs[name] === undefined)
    return missing.length > 0 ? [`not deployed: ${missing.join(', ')}`] : []
  }

const alarms =
  ({ config }: Deployment) =>
  async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient(clientOptions).send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${config.name}-`, StateValue: 'ALARM' }),
    )
    return MetricAlarms.map(({ AlarmName, StateReason }) => `${AlarmName}: ${StateReason}`)
  }

/** The jobs whose last run ended badly. */
export const lastRuns =
  ({ config, ledger }: Pick<Deployment, 'config' | 'ledger'>) =>
  async () => {
    const newest = await Promise.all(Object.keys(config.jobs ?? {}).map((job) => lastEnded(ledger(), job)))
    return newest.flatMap((run) =>
      run && run.state !== 'succeeded' ? [`${run.job} ${run.state} (${run.cause}) at ${run.scheduledAt}`] : [],
    )
  }

/** What runs on this machine for the laptop's Nightshift, and has died: without it tasks start no more, or nothing does. */
export const diedHere = (processes: readonly OwnProcess[] = readProcesses()): string[] =>
  processes
    .filter((own) => !isStillOurs(own))
    .map(({ name, pid }) => `${name} (process ${pid}) has died: end what is left with "npm stop", and start again`)

export const registerStatus = (program: Command): void => {
  program
    .command('status')
    .description('is everything deployed, fed and quiet? what is not, and why')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const deployment = await findDeployment()
      const checks = await Promise.all([
        check(
          'deployment',
          deployed(deployment),
          `${deployment.config.name}${deployment.local ? ' on this laptop' : ''}`,
        ),
        ...(deployment.local ? [check('processes', async () => diedHere(), 'all run')] : []),
        check(
          'incidents',
          async () =>
            (await readIncidents(deployment, { open: true })).map(
              ({ alarm, openedAt }) => `${alarm} since ${openedAt}`,
            ),
          'none is open',
        ),
        check('alarms', alarms(deployment), 'none is set off'),
        check('jobs', lastRuns(deployment), 'the last run of each that ended was good'),
        check(
          'dead letters',
          async () =>
            (await readQueues(deployment))
              .filter(holdsDeadLetters)
              .map(({ queue, waiting, working }) => `${waiting + working} in ${queue}`),
          'none',
        ),
      ])
      printRows(
        checks,
        { json },
        { '': ({ state }) => state, What: ({ what }) => what, Detail: ({ detail }) => shorten(detail, longestCell) },
        '',
      )
      if (checks.some(({ state }) => state === 'wrong')) process.exitCode = 1
    })
}
