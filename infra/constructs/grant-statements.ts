import { Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { Statement } from '../../shared/statement.ts'
import { grantList, roleOf } from './grant-list.ts'
import { nagText } from './nag-text.ts'

/**
 * Allows a function, or a role, what the parts of its capability say that they need. What many of them allow alike becomes one list, which
 * grows with the config and is divided where it is long.
 */
export const grantStatements = (grantee: lambda.Function | iam.Role, statements: readonly Statement[]): void => {
  const role = roleOf(grantee)
  const stack = Stack.of(role)
  const alike = Map.groupBy(statements, ({ resources: _, wildcard: __, ...same }) =>
    JSON.stringify(stack.resolve(same)),
  )
  for (const [first, ...others] of alike.values()) if (first) allow(role, first, others)
  for (const statement of statements) if (statement.wildcard !== undefined) acknowledge(role, statement, stack)
}

const allow = (role: iam.Role, first: Statement, others: readonly Statement[]): void => {
  const { sid, actions, resources = [], notResources, conditions } = first
  const props = {
    ...(sid ? { sid } : {}),
    actions: [...actions],
    ...(conditions ? { conditions } : {}),
  }
  // All but some resources is no list that grows.
  if (notResources) role.addToPolicy(new iam.PolicyStatement({ ...props, notResources: [...notResources] }))
  else grantList(role, { ...props, resources: [...resources, ...others.flatMap((other) => other.resources ?? [])] })
}

/**
 * Acknowledges each wildcard to cdk-nag, with the reason that stands beside it. What an ARN reads as is known when CDK has made outputs
 * of references to other stacks, which it has when it validates.
 */
const acknowledge = (role: iam.Role, { resources = [], wildcard = '' }: Statement, stack: Stack): void => {
  role.node.addValidation({
    validate: () => {
      for (const resource of resources)
        Validations.of(role).acknowledge({
          id: `AwsSolutions-IAM5[Resource::${nagText(resource, stack)}]`,
          reason: wildcard,
        })
      return []
    },
  })
}

/** ARN of a resource such as `service/shop/web` of a service such as `ecs`, in the partition, region and account of a stack. */
export const arnIn =
  ({ partition, region, account }: Stack) =>
  (service: string, resource: string, elsewhere = region): string =>
    `arn:${partition}:${service}:${elsewhere}:${account}:${resource}`
