import type { Billed } from '../shared/billed.ts'
import type { Calendar } from '../shared/calendar/index.ts'
import type { Config } from '../shared/config/schema.ts'
import type { Connect } from '../shared/connect.ts'
import { errorText } from '../shared/errors.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import type { NetworkPlan } from '../shared/reach/estate/plan.ts'
import { stacksOf } from '../shared/stacks/index.ts'
import type { DeployedStack } from '../shared/stacks/stack.ts'
import { UsageError } from './usage-error.ts'

/** The running deployment that is asked, or that something is done to. Whoever asks brings its clients and its clock. */
export interface Deployment {
  readonly config: Config
  /** True on the laptop. */
  readonly local: boolean
  readonly outputs: Readonly<Record<string, string>>
  /** An output of the stacks, such as `LedgerTable`. @throws UsageError when the deployment has none of that name */
  readonly output: (name: string) => string
  /** @throws UsageError when nothing is deployed */
  readonly ledger: () => Ledger
  readonly connect: Connect
  readonly now: () => Date
  /**
   * The calendars of `hours` as they were deployed, with their holidays: for a function, which does not carry the library of public
   * holidays. Left out: they are read from the config.
   */
  readonly calendars?: Readonly<Record<string, Calendar>> | undefined
  /** What of it AWS bills by use, as it was deployed. Left out: nobody knows. */
  readonly billed?: Billed | undefined
  /** The network as it was deployed. Left out: nobody knows. */
  readonly network?: NetworkPlan | undefined
}

type Parts = Pick<
  Deployment,
  'config' | 'local' | 'outputs' | 'connect' | 'now' | 'calendars' | 'billed' | 'network'
> & {
  /** The ledger in a table of that name. */
  readonly openLedger: (table: string) => Ledger
}

/** Reads an output by its name. */
export const requiredOutput =
  (outputs: Readonly<Record<string, string>>) =>
  (name: string): string => {
    const value = outputs[name]
    if (value === undefined)
      throw new UsageError(`This deployment has no ${name}: is that part in nightshift.config.ts, and deployed?`)
    return value
  }

/** A deployment from its parts. */
export const makeDeployment = ({ openLedger, ...parts }: Parts): Deployment => {
  const output = requiredOutput(parts.outputs)
  return { ...parts, output, ledger: () => openLedger(output('LedgerTable')) }
}

/**
 * The outputs of a config's stacks on AWS by their names, whatever regions the stacks are in.
 * @throws UsageError when a stack that every deployment has is not there, or may not be looked at
 */
export const readOutputs = async (
  config: Config,
  connect: Connect,
  stacks: readonly DeployedStack[] = stacksOf(config),
): Promise<Record<string, string>> => {
  // Whoever has the outputs already does without it.
  const { CloudFormationClient, DescribeStacksCommand } = await import('../shared/sdk/cloudformation.ts')
  const found = await Promise.all(
    stacks.map(async ({ name, region, wanted }) => {
      try {
        const client = connect(CloudFormationClient, { region })
        return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks ?? []
      } catch (error) {
        // What the config asks for may not be deployed yet, or no longer be there.
        if (/does not exist/.test(errorText(error)) && wanted !== 'always') return []
        throw new UsageError(
          `No deployment to talk to: ${errorText(error)}. Start the laptop ("npm start -- --detach") or deploy ("npm run deploy").`,
        )
      }
    }),
  )
  const outputs = found.flatMap(([stack]) => stack?.Outputs ?? [])
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
}
