import { EC2Client, GetManagedPrefixListEntriesCommand, type SecurityGroup } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { errorName, isPermanentAwsError } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access } from '../check.ts'

/** Prefix lists at a time. */
const width = 4

/** Ranges by the id of the prefix list that has them. */
export type PrefixLists = ReadonlyMap<string, readonly string[]>

/** What the prefix lists of rules hold: a list of one's own may hold the whole internet. One that cannot be read is named. */
export const prefixListsOf = async (
  groups: readonly SecurityGroup[],
  { client }: Access,
): Promise<{
  readonly lists: PrefixLists
  readonly problems: readonly string[]
  readonly unread: ReadonlySet<string>
}> => {
  const ids = groups.flatMap(({ IpPermissions = [] }) =>
    IpPermissions.flatMap(({ PrefixListIds = [] }) => PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? [])),
  )
  const ec2 = client(EC2Client)
  const read = await inParallel([...new Set(ids)], width, async (PrefixListId) => {
    try {
      const entries = await allPages(async (NextToken) => {
        const answer = await ec2.send(
          new GetManagedPrefixListEntriesCommand({ PrefixListId, ...(NextToken === undefined ? {} : { NextToken }) }),
        )
        return { items: answer.Entries, next: answer.NextToken }
      })
      return { id: PrefixListId, ranges: entries.flatMap(({ Cidr }) => Cidr ?? []) }
    } catch (error) {
      if (!isPermanentAwsError(error)) throw error
      return {
        id: PrefixListId,
        ranges: [],
        problem: `The prefix list ${PrefixListId} could not be read: ${errorName(error)}`,
      }
    }
  })
  return {
    lists: new Map(read.map(({ id, ranges }) => [id, ranges])),
    problems: read.flatMap(({ problem }) => problem ?? []),
    unread: new Set(read.flatMap(({ id, problem }) => (problem === undefined ? [] : [id]))),
  }
}
