/** Outputs of the stacks that are deployed, by the stack's name. */
export type DeployedOutputs = ReadonlyMap<string, Readonly<Record<string, string>>>

interface Wanted {
  readonly StackName: string
  readonly OutputName: string
  readonly Region?: string
}

const isWanted = (value: unknown): value is Wanted =>
  typeof value === 'object' && value !== null && 'OutputName' in value

/**
 * Puts in the place of each `Fn::GetStackOutput` what it would give: the emulator looks only in the region of the stack that asks.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 * @throws Error where the stack or its output is not there, as CloudFormation would say only when the resource is made
 */
export const fillStackOutputs = <Value>(value: Value, deployed: DeployedOutputs): Value => {
  if (Array.isArray(value)) return value.map((part) => fillStackOutputs(part, deployed)) as Value
  if (typeof value !== 'object' || value === null) return value
  const { 'Fn::GetStackOutput': wanted } = value as { readonly 'Fn::GetStackOutput'?: unknown }
  if (isWanted(wanted)) {
    const found = deployed.get(wanted.StackName)?.[wanted.OutputName]
    if (found === undefined)
      throw new Error(`${wanted.StackName} is not deployed, or has no output ${wanted.OutputName}`)
    return found as Value
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, fillStackOutputs(part, deployed)]),
  ) as Value
}
