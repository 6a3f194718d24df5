import { Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { Statement } from '../../shared/statement.ts'
import { nagText } from './nag-text.ts'

const asProps = ({ sid, actions, resources, notResources, conditions }: Statement): iam.PolicyStatementProps => ({
  ...(sid ? { sid } : {}),
  actions: [...actions],
  ...(resources ? { resources: [...resources] } : {}),
  ...(notResources ? { notResources: [...notResources] } : {}),
  ...(conditions ? { conditions } : {}),
})

/** Allows a function what the parts of its capability say that they need, each statement once. */
export const grantStatements = (fn: lambda.Function, statements: readonly Statement[]): void => {
  const stack = Stack.of(fn)
  const distinct = new Map(statements.map((statement) => [JSON.stringify(stack.resolve(statement)), statement]))
  for (const statement of distinct.values()) {
    fn.addToRolePolicy(new iam.PolicyStatement(asProps(statement)))
    if (statement.wildcard !== undefined) acknowledge(fn, statement, stack)
  }
}

/** cdk-nag is told of each wildcard, with the reason that stands beside it. */
const acknowledge = ({ role }: lambda.Function, { resources = [], wildcard = '' }: Statement, stack: Stack): void => {
  for (const resource of resources)
    if (role)
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${nagText(resource, stack)}]`,
        reason: wildcard,
      })
}

/** ARN of a resource such as `service/shop/web` of a service such as `ecs`, in the partition, region and account of a stack. */
export const arnIn =
  ({ partition, region, account }: Stack) =>
  (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
