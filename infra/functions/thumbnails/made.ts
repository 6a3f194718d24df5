import type { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { MadeConfig } from '../../../shared/config/thumbnails/made.ts'

/**
 * Lets the function say on a bus, or into a queue, of the team's own that thumbnails are there.
 * @param address of the view, where there is one
 */
export const tellMade = (stack: Stack, fn: lambda.Function, made: MadeConfig, address: string | undefined): void => {
  const { region, account, urlSuffix } = stack
  const [action, arn, to] =
    'bus' in made
      ? [
          'events:PutEvents',
          stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: made.bus }),
          made.bus,
        ]
      : [
          'sqs:SendMessage',
          stack.formatArn({ service: 'sqs', resource: made.queue }),
          `https://sqs.${region}.${urlSuffix}/${account}/${made.queue}`,
        ]
  fn.addToRolePolicy(new iam.PolicyStatement({ actions: [action], resources: [arn] }))
  fn.addEnvironment('MADE_TO', to)
  if (address !== undefined) fn.addEnvironment('THUMBNAILS_ADDRESS', address)
}
