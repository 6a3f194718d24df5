import type { Stack } from 'aws-cdk-lib'
import * as kms from 'aws-cdk-lib/aws-kms'

/** A key of the config: by its ARN, the ARN of an alias, or an alias of the stack's own account and region. */
export const keyOf = (stack: Stack, id: string, key: string): kms.IKey =>
  key.startsWith('alias/') ? kms.Alias.fromAliasName(stack, id, key) : kms.Key.fromKeyArn(stack, id, key)
