import type { App } from 'aws-cdk-lib'
import { CfnResource, Stack } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { ConfigError } from '../../shared/errors.ts'
import { countExcesses } from './counts.ts'
import { nameExcesses } from './names.ts'
import { policyExcesses } from './policies.ts'
import { sizeExcesses } from './sizes.ts'
import { type Excess, over, type StackTemplate } from './template.ts'

const number = (value: number): string => value.toLocaleString('en')

const shorterLists = "make the config's lists shorter, or move a part of them to a second config with another name"

const describe = ({ what, is, most, unit, source, fix = shorterLists }: Excess): string =>
  `${what} has ${number(is)} ${unit}; AWS takes at most ${number(most)} (${source}): ${fix}`

/**
 * What CloudFormation, IAM, Lambda, S3 and others would refuse of a stack only when it is deployed, because it is too long or
 * too many: each with its number, AWS's limit and the page that says so. Names that AWS makes count as long as they may become.
 * @param template as CDK writes it
 */
export const limitProblems = (stackName: string, template: StackTemplate, region: string): string[] => {
  const where = { stackName, region, resources: template.Resources ?? {}, template }
  return [
    ...new Set(
      [policyExcesses, nameExcesses, countExcesses, sizeExcesses].flatMap((excesses) => excesses(where)).map(describe),
    ),
  ]
}

/** CDK itself ends the synthesis of a stack with too many resources, without saying what to do. */
const countProblems = (app: App): string[] =>
  app.node.children.filter(Stack.isStack).flatMap((stack) =>
    over({
      what: `the stack ${stack.stackName}`,
      is: stack.node.findAll().filter(CfnResource.isCfnResource).length,
      most: 500,
      unit: 'resources',
      source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
    }).map(describe),
  )

const refuse = (problems: readonly string[]): void => {
  if (problems.length > 0) throw new ConfigError('nightshift.config.ts', problems)
}

/** Synthesises an app whose stacks AWS will take. @throws ConfigError with everything that is beyond a limit of AWS */
export const synthesizeWithinLimits = (app: App): CloudAssembly => {
  refuse(countProblems(app))
  const assembly = app.synth()
  refuse(
    assembly.stacks.flatMap(({ stackName, template, environment }) =>
      limitProblems(stackName, template, environment.region),
    ),
  )
  return assembly
}
