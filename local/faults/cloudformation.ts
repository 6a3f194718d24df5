import { type Answer, queryAnswer } from './answer.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { pageOf, played, Refused, resultAnswer } from './query.ts'
import { always, type Rule } from './rule.ts'

/** A stack as the play begins with it. */
export interface PlayedStack {
  readonly name: string
  readonly status?: string
  /** Name of the stack that it is within. */
  readonly parent?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly resources: readonly {
    readonly logicalId: string
    readonly type: string
    readonly physicalId: string
    readonly status?: string
  }[]
}

const idOf = (name: string): string =>
  name.startsWith('arn:')
    ? name
    : `arn:aws:cloudformation:ap-northeast-2:123456789012:stack/${name}/00000000-0000-4000-8000-000000000000`

/** The ARN by which a parent stack holds a nested one. */
export const stackArn = idOf

/**
 * Stacks and what is in them, by pages. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export const cloudFormationStacks = (given: readonly PlayedStack[], pageSize = 100): Rule => {
  const find = (name: string): PlayedStack => {
    const stack = given.find((each) => each.name === name || idOf(each.name) === name)
    if (!stack) throw new Refused(400, 'ValidationError', `Stack with id ${name} does not exist`)
    return stack
  }
  const describe = (input: Call['input']): Answer => {
    const name = textOf(input, 'StackName')
    const { page, next } = pageOf(name === undefined ? given : [find(name)], input.NextToken, pageSize)
    return resultAnswer('DescribeStacks', {
      Stacks: page.map((each) => ({
        StackName: each.name,
        StackId: idOf(each.name),
        ParentId: each.parent === undefined ? undefined : idOf(each.parent),
        CreationTime: new Date(0),
        StackStatus: each.status ?? 'CREATE_COMPLETE',
        Tags: Object.entries(each.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      })),
      NextToken: next,
    })
  }
  const list = (input: Call['input']): Answer => {
    const { page, next } = pageOf(find(textOf(input, 'StackName') ?? '').resources, input.NextToken, pageSize)
    return resultAnswer('ListStackResources', {
      StackResourceSummaries: page.map((each) => ({
        LogicalResourceId: each.logicalId,
        PhysicalResourceId: each.physicalId,
        ResourceType: each.type,
        ResourceStatus: each.status ?? 'CREATE_COMPLETE',
        LastUpdatedTimestamp: new Date(0),
      })),
      NextToken: next,
    })
  }
  return {
    name: 'cloudformation: stacks',
    before: ({ service, action, input }) => {
      if (service !== 'cloudformation') return undefined
      if (action === 'DescribeStacks') return played(() => describe(input))
      return action === 'ListStackResources' ? played(() => list(input)) : undefined
    },
  }
}

/** An account of which AWS says no limits of its own; the emulator does not know the call. */
export const noAccountLimits = (): Rule =>
  always(
    'cloudformation: no account limits',
    { service: 'cloudformation', action: 'DescribeAccountLimits' },
    {
      answer: queryAnswer('DescribeAccountLimits', {}),
    },
  )

/**
 * By the stack's ARN, whose end only AWS knows; without a stack for all of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const cloudFormationAsks = ({ action, input }: Call, place: Place): Ask[] => {
  const name = textOf(input, 'StackName')
  const resource = name ? arnOf('cloudformation', place, `stack/${name}/00000000-0000-4000-8000-000000000000`) : '*'
  return [{ action: `cloudformation:${action}`, resource }]
}
