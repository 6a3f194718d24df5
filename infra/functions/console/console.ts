import { CfnOutput, Fn, type Stack, Token } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import type { OwnOutputs } from '../../../functions/console/server/outputs.ts'
import type { Billed } from '../../../shared/billed.ts'
import { calendarsOf } from '../../../shared/config/hours/calendars.ts'
import type { NetworkPlan } from '../../../shared/reach/estate/plan.ts'
import { versionOf } from '../../constructs/bundle.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { defaultMemory, OpsFunction } from '../../constructs/ops-function.ts'
import type { Capability } from '../capability.ts'
import { grantClientSecret, grantPage, grantQueues, grantSignIn } from './grants.ts'

/** Outputs for which the page has no use. */
const notForThePage: ReadonlySet<string> = new Set([
  'AccessLogsBucket',
  'AlarmTopicArn',
  'CollectorFunction',
  'Dashboard',
  'FallbackTopicArn',
  'LedgerTable',
  'RequestsAddress',
  'RequestsSecret',
  'SignalBus',
  'SweepAlertsFunction',
  'SweepJobsFunction',
  'ThumbnailsKeyId',
])

/** Queues are looked at by the function of queues alone: the page asks that one. */
const isForThePage = (output: string): boolean => !notForThePage.has(output) && !output.endsWith('QueueUrl')

/** MiB. */
const pageMemory = 512

/** The page behind an address that anybody may call, and the address by which whoever AWS knows gets a link to it. */
export const addConsolePage = (stack: Stack, foundation: Foundation, network?: NetworkPlan): void => {
  const { config } = foundation
  const laptop = stack.node.tryGetContext('nightshift:laptop') === true ? { CONSOLE_LAPTOP: 'true' } : {}
  addQueuesFunction(stack, foundation)
  const own = ownOutputs([...foundation.outputs].filter(([name]) => isForThePage(name)))
  const { fn: page } = new OpsFunction(stack, 'ConsolePage', {
    foundation,
    capability: 'console',
    entry: 'on-request',
    config: {
      config,
      ...own.config,
      // With their holidays, whose library no function carries.
      ...(config.hours ? { calendars: calendarsOf(config.hours, new Date()) } : {}),
      billed: billedOf(stack, foundation),
      ...(network ? { network } : {}),
    },
    files: { static: 'functions/console/static' },
    environment: {
      ...own.environment,
      ...(config.console.domain ? { CONSOLE_URL: `https://${config.console.domain}/` } : {}),
      ...laptop,
    },
    memorySize: pageMemory,
  })
  grantPage(page, foundation)
  grantClientSecret(page, foundation)
  if (page.node.defaultChild instanceof lambda.CfnFunction && config.console.concurrency !== undefined)
    page.node.defaultChild.reservedConcurrentExecutions = config.console.concurrency
  // A phone has no AWS identity: who has a session sees something, and nobody else.
  const { url } = page.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })
  const address = config.console.domain ? `https://${config.console.domain}/` : url

  const { fn: signIn } = new OpsFunction(stack, 'ConsoleSignIn', {
    foundation,
    capability: 'console',
    entry: 'on-sign-in',
    config: config.console,
    environment: { CONSOLE_URL: address, ...laptop },
  })
  grantSignIn(signIn, foundation)
  const signInUrl = signIn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM })

  // What `nightshift config` compares a checkout with.
  new CfnOutput(stack, 'ConfigVersion', { value: versionOf(config) })
  new CfnOutput(stack, 'ConsoleUrl', { value: address })
  new CfnOutput(stack, 'ConsoleSignInUrl', { value: signInUrl.url })
  // What is registered at the OpenID provider as the address to return to. On the laptop the page is at a path of its host, and so is this.
  if (config.console.openId) new CfnOutput(stack, 'ConsoleRedirectUrl', { value: `${address}sign-in/open-id/callback` })
}

/** What AWS bills by use: every function and alarm of the app, with the two functions that are still to come and their two alarms each. */
export const billedOf = (stack: Stack, { functions, config: { name } }: Foundation): Billed => ({
  functions: [
    ...functions,
    { name: `${name}-console-on-request`, memory: pageMemory },
    { name: `${name}-console-on-sign-in`, memory: defaultMemory },
  ],
  alarms: stack.node.root.node.findAll().filter((each) => each instanceof cloudwatch.CfnAlarm).length + 4,
})

/** The function that looks at queues and replays their dead letters for the page. */
const addQueuesFunction = (stack: Stack, foundation: Foundation): void => {
  const own = ownOutputs([...foundation.outputs].filter(([name]) => /(QueueUrl|Function)$/.test(name)))
  const { fn } = new OpsFunction(stack, 'ConsoleQueues', {
    foundation,
    capability: 'console',
    entry: 'on-queues',
    ...own,
  })
  grantQueues(fn, foundation)
  foundation.acting.push(fn)
  foundation.outputs.set('QueuesFunction', `${foundation.config.name}-console-on-queues`)
  new CfnOutput(stack, 'QueuesFunction', { value: fn.functionName })
}

/**
 * What a function knows of outputs: what is known when the templates are made stands in its config, and so do the names of the others, whose values
 * are one variable. A function's environment has 4 KB.
 */
const ownOutputs = (
  outputs: readonly (readonly [string, string])[],
): { readonly config: OwnOutputs; readonly environment: Readonly<Record<string, string>> } => {
  const late = outputs.filter(([, value]) => Token.isUnresolved(value))
  return {
    config: {
      outputs: Object.fromEntries(outputs.filter(([, value]) => !Token.isUnresolved(value))),
      late: late.map(([name]) => name),
    },
    environment:
      late.length > 0
        ? {
            OUTPUTS: Fn.join(
              ' ',
              late.map(([, value]) => value),
            ),
          }
        : {},
  }
}

/** The page's row of the dashboard. Its functions are in another stack, which comes later: they are meant by their names. */
export const consolePage: Capability = {
  add: (_, { config, dashboard }) => {
    if (!config.console.enabled) return {}
    const metric = (entry: string, metricName: string, statistic: string) =>
      new cloudwatch.Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { FunctionName: `${config.name}-console-${entry}` },
        statistic,
      })
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        title: 'Console',
        width: 24,
        left: ['on-request', 'on-sign-in', 'on-queues'].flatMap((entry) => [
          metric(entry, 'Invocations', 'Sum'),
          metric(entry, 'Errors', 'Sum'),
        ]),
        right: [metric('on-request', 'Duration', 'p99')],
      }),
    )
    return {}
  },
}
