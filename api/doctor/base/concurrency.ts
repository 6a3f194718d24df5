import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Config } from '../../../shared/config/schema.ts'
import { uploadsAtOnce } from '../../../shared/config/thumbnails/at-once.ts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

/** What Lambda keeps for functions that reserve nothing. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const leastUnreserved = 100
/** The default of an account that is not new. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const usual = 1_000
/** Two for alarms, the reports of sources, their timers and the sweeps; of jobs' two queues two each. docs/security.md, "A new account" */
const forAlerts = 2
/** What counts logs. What judges them is one at a time. */
const forFirewall = 2

const forJobs = 4
/** A page with as many pictures that CloudFront has no copy of asks for all of them at once. What is reserved is not taken from the others. */
const forRequests = 10

/** Calls that may run at once while uploads, jobs and alarms all come in. */
export const neededConcurrency = ({
  thumbnails,
  jobs,
  firewall,
}: Pick<Config, 'thumbnails' | 'jobs' | 'firewall'>): number =>
  forAlerts +
  (jobs ? forJobs : 0) +
  (firewall ? forFirewall : 0) +
  (thumbnails ? uploadsAtOnce({ thumbnails, firewall }) : 0) +
  (thumbnails?.requests && thumbnails.requests.concurrency === undefined ? forRequests : 0)

/** How many functions may run at once in the account and region, and what may be set aside of it. */
export const concurrency = defineCheck({
  name: 'lambda-concurrency',
  about: 'how many functions may run at once in the account',
  ask: async ({ config, connect, call, outputs }) => ({
    settings: await ask('lambda:GetAccountSettings', () =>
      connect(LambdaClient, config.region).send(new GetAccountSettingsCommand({}), call),
    ),
    // What is set aside already is not set aside again.
    isDeployed: config.alerts.pageConcurrency !== undefined && (await outputs()) !== undefined,
  }),
  decide: ({ settings: { AccountLimit = {} }, isDeployed }, { config }) => {
    const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: free = limit } = AccountLimit
    const needed = neededConcurrency(config)
    const raise = `aws service-quotas request-service-quota-increase --region ${config.region} --service-code lambda --quota-code L-B99A9384 --desired-value ${Math.max(usual, needed)}`
    const found = `Lambda runs ${limit} functions at once in ${config.region}, ${free} of them not set aside; Nightshift can use ${needed}.`
    return [
      free < needed
        ? problem(
            found,
            'Uploads or jobs can take what alarms need: pages then come late.',
            config.thumbnails && free > forAlerts + (config.jobs ? forJobs : 0) + 1
              ? `${raise}   Until then lower thumbnails.concurrency.`
              : raise,
          )
        : limit < leastUnreserved
          ? warning(
              found,
              'That is the limit of a new account. It is enough for a quiet day; a storm of alarms and other functions of the account have to wait for each other.',
              raise,
            )
          : ok(found),
      ...reservedFinding(config, free, isDeployed, raise),
    ]
  },
})

/** Lambda refuses the deployment that sets more aside than it lets go. */
const reservedFinding = ({ alerts }: Config, free: number, isDeployed: boolean, raise: string): Finding[] => {
  const { pageConcurrency } = alerts
  if (pageConcurrency === undefined || isDeployed || free - pageConcurrency >= leastUnreserved) return []
  return [
    problem(
      `alerts.pageConcurrency sets ${pageConcurrency} aside, and of ${free} Lambda keeps at least ${leastUnreserved} for all other functions.`,
      'The deployment would fail.',
      `Take alerts.pageConcurrency out of the config until the limit is raised: ${raise}`,
    ),
  ]
}
