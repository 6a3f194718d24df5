import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { errorText } from '../../shared/errors.ts'
import { stacksOf } from '../../shared/stacks/index.ts'
import type { Deployment } from '../deployment.ts'
import type { StatusCheck } from './check.ts'

/**
 * Stacks that the config asks for no more and that are still there: a deployment leaves them alone, and they go on costing money.
 * @throws the SDK's error where CloudFormation does not say
 */
const leftStacks = async ({ config, connect }: Deployment): Promise<string[]> => {
  const found = await Promise.all(
    stacksOf(config)
      .filter(({ wanted }) => !wanted)
      .map(async ({ name, region }) => {
        try {
          const client = connect(CloudFormationClient, { region })
          const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }))
          return Stacks.map(
            ({ StackStatus }) =>
              `${name} is no longer in nightshift.config.ts and is still there (${StackStatus}), so it goes on costing money: put it back, or delete it as docs/operations.md says under "Taking a part out"`,
          )
        } catch (error) {
          if (/does not exist/.test(errorText(error))) return []
          throw error
        }
      }),
  )
  return found.flat()
}

/** Whether nothing is left of what the config once had. */
export const stacksCheck: StatusCheck = {
  what: 'stacks',
  look: leftStacks,
  fine: 'none is there that the config does not have',
}
