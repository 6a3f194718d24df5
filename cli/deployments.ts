import type { Command } from 'commander'
import { mostDelivered, readDeployments } from '../api/alerts.ts'
import { durationText } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, sinceFlag, spanOption } from './options.ts'
import { noteCut, printRows } from './print.ts'

interface Options extends JsonOption {
  readonly since?: string
  readonly within: number
}

const monthMs = 30 * 86_400_000
const hourMs = 3_600_000

const length = (seconds: number | null): string => (seconds === null ? '' : durationText(seconds))

/** `nightshift deployments` */
export const registerDeployments = (program: Command): void => {
  program
    .command('deployments')
    .description(
      'how often, how many fail, how long until it works again, and how long a change takes; default: 30 days',
    )
    .option(...sinceFlag)
    .option(
      '--within <span>',
      'an incident so soon after a deployment counts as following it: 90m, 12h (default: 1h)',
      spanOption,
      hourMs,
    )
    .option(...jsonOption)
    .action(async ({ json = false, since, within }: Options) => {
      const deployment = await findDeployment()
      const { rows, isCut } = await readDeployments(deployment, {
        since: since === undefined ? new Date(deployment.now().getTime() - monthMs) : new Date(since),
        within: within / 1000,
      })
      printRows(
        rows,
        { json },
        {
          Deployed: ({ name }) => name,
          Succeeded: ({ deployments }) => deployments,
          'A week': ({ perWeek }) => perWeek,
          Failed: ({ failed }) => failed,
          'Then an incident': ({ followedByTrouble }) => followedByTrouble,
          'Change failure rate': ({ changeFailureRate }) =>
            changeFailureRate === null ? '' : `${Math.round(changeFailureRate * 100)} %`,
          'Median recovery': ({ recoverySeconds }) => length(recoverySeconds),
          'Not recovered': ({ notRecovered }) => notRecovered,
          'Median lead': ({ leadSeconds }) => length(leadSeconds),
        },
        "No deployment was reported. alerts.events with 'pipelines', 'deployments' or 'ecs-deployments' has AWS report them.",
      )
      noteCut(isCut, mostDelivered, 'Ask for less with --since.')
    })
}
