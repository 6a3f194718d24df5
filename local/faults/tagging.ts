import { jsonAnswer } from './answer.ts'
import { pageOf } from './query.ts'
import type { Rule } from './rule.ts'

/** Something that bears tags. */
export interface Tagged {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

interface TagFilter {
  readonly Key: string
  readonly Values?: readonly string[]
}

const typeOf = (arn: string): string => {
  const [, , service = '', , , resource = ''] = arn.split(':')
  return `${service}:${resource.split('/')[0] ?? ''}`
}

/**
 * GetResources of the tagging API. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export const taggedResources = (all: () => readonly Tagged[], pageSize = 100): Rule => ({
  name: 'tagging: resources',
  before: ({ service, action, input }) => {
    if (service !== 'tagging' || action !== 'GetResources') return undefined
    const types = (input.ResourceTypeFilters as readonly string[] | undefined) ?? []
    const filters = (input.TagFilters as readonly TagFilter[] | undefined) ?? []
    const found = all().filter(
      ({ arn, tags }) =>
        (types.length === 0 || types.includes(typeOf(arn))) &&
        filters.every(
          ({ Key, Values = [] }) => Key in tags && (Values.length === 0 || Values.includes(tags[Key] ?? '')),
        ),
    )
    const { page, next } = pageOf(
      found,
      input.PaginationToken,
      Math.min(pageSize, Number(input.ResourcesPerPage ?? 100)),
    )
    return {
      answer: jsonAnswer({
        PaginationToken: next ?? '',
        ResourceTagMappingList: page.map(({ arn, tags }) => ({
          ResourceARN: arn,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        })),
      }),
    }
  },
})
