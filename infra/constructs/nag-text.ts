import type { Stack } from 'aws-cdk-lib'

/** A resolved value as cdk-nag writes it in the ids of its findings: references in angle brackets, outputs of other stacks as JSON. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [[name, argument] = ['', '']] = Object.entries(value as Record<string, unknown>)
  if (name === 'Fn::Join') return ((argument as readonly [string, readonly unknown[]])[1] ?? []).map(textOf).join('')
  if (name === 'Fn::GetAtt') return `<${(argument as readonly string[]).join('.')}>`
  return typeof argument === 'string' ? `<${argument}>` : JSON.stringify(value)
}

/** A resource of a policy, whatever of it is only known at deployment, as it stands in the id of a finding of cdk-nag. */
export const nagText = (resource: string, stack: Stack): string => textOf(stack.resolve(resource))
