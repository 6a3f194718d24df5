import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { errorText } from '../../shared/errors.ts'
import { once } from '../../shared/once.ts'
import { stacksOf } from '../../shared/stacks/index.ts'
import type { DeployedStack } from '../../shared/stacks/stack.ts'
import type { Deployment } from '../deployment.ts'
import { ask } from './ask.ts'

/** A stack that a deployment may have, as CloudFormation sees it. */
export interface SeenStack extends DeployedStack {
  /** Nothing where there is none. */
  readonly status: string | undefined
  readonly outputs: Readonly<Record<string, string>>
}

/** The class of an SDK client. */
export type ClientClass<Client> = new (options: Readonly<Record<string, unknown>>) => Client

/** What the doctor looks at: a config, and the account that it is, or will be, deployed to. */
export interface Account extends Pick<Deployment, 'config' | 'local' | 'now'> {
  /** A client of a class for a region. */
  readonly connect: <Client>(Class: ClientClass<Client>, region: string) => Client
  /** For each call: it ends when nobody waits for its answer any more. */
  readonly call: { readonly abortSignal: AbortSignal }
  /** The answer to a GET, as anybody on the internet gets it. @throws the error where nobody answers */
  readonly get: (address: string) => Promise<{ readonly status: number; readonly body: string }>
  /** The stacks, asked for once. @throws NotSeenError */
  readonly stacks: () => Promise<readonly SeenStack[]>
  /** The outputs of what is deployed; nothing before the first deployment. @throws NotSeenError */
  readonly outputs: () => Promise<Readonly<Record<string, string>> | undefined>
}

type Parts = Pick<Deployment, 'config' | 'local' | 'now' | 'connect'> & Pick<Account, 'get'>

/** Half a minute of waiting in all at most: a first look asks some fifty things at once, and services such as IAM then throttle. */
const tries = 8

const seeStack = async (
  stack: DeployedStack,
  connect: Account['connect'],
  call: Account['call'],
): Promise<SeenStack> => {
  const [found] = await ask('cloudformation:DescribeStacks', async () => {
    try {
      const client = connect(CloudFormationClient, stack.region)
      return (await client.send(new DescribeStacksCommand({ StackName: stack.name }), call)).Stacks ?? []
    } catch (error) {
      if (/does not exist/.test(errorText(error))) return []
      throw error
    }
  })
  const outputs = (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
  return { ...stack, status: found?.StackStatus, outputs: Object.fromEntries(outputs) }
}

/** An account with the clients of whoever looks at it. */
export const makeAccount = ({ config, local, now, connect, get }: Parts, call: Account['call']): Account => {
  const inRegion: Account['connect'] = (Class, region) => connect(Class, { region, maxAttempts: tries })
  const stacks = once(() => Promise.all(stacksOf(config).map((stack) => seeStack(stack, inRegion, call))))
  return {
    config,
    local,
    now,
    get,
    call,
    connect: inRegion,
    stacks,
    outputs: async () => {
      const seen = await stacks()
      const isThere = seen.some(({ wanted, status }) => wanted === 'always' && isDeployed(status))
      return isThere ? Object.assign({}, ...seen.map(({ outputs }) => outputs)) : undefined
    },
  }
}

/** Whether a stack has what its template says: one whose creation failed, or is not finished, does not. */
export const isDeployed = (status: string | undefined): boolean =>
  status !== undefined && !/^(CREATE_(IN_PROGRESS|FAILED)|ROLLBACK_|REVIEW_IN_PROGRESS|DELETE_)/.test(status)
