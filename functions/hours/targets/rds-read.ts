import type { DBCluster, DBInstance, Filter } from '@aws-sdk/client-rds'
import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { allOf, pages } from './selectors.ts'
import type { Access } from './target-kind.ts'

export const loadRds = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  return { sdk, rds: client(sdk.RDSClient), requests: requests(sdk.RDSClient) }
}

/** Values of one filter, and records of one page. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
export const mostDatabases = 100

/** RDS keeps identifiers in lower case. */
export const identifierPattern = /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/

const questionOf = (Filters: readonly Filter[]) => ({
  ...(Filters.length > 0 ? { Filters: [...Filters] } : {}),
  MaxRecords: mostDatabases,
})

/** Database instances by pages: of filters, or all. */
export async function* describeInstances(
  filters: readonly Filter[],
  access: Access,
): AsyncGenerator<readonly DBInstance[]> {
  const { sdk, rds } = await loadRds(access)
  const question = questionOf(filters)
  const read = (Marker: string | undefined) => rds.send(new sdk.DescribeDBInstancesCommand({ ...question, Marker }))
  for await (const { DBInstances = [] } of pages(read, (page) => page.Marker)) yield DBInstances
}

/** Clusters by pages: of filters, or all. */
export async function* describeClusters(
  filters: readonly Filter[],
  access: Access,
): AsyncGenerator<readonly DBCluster[]> {
  const { sdk, rds } = await loadRds(access)
  const question = questionOf(filters)
  const read = (Marker: string | undefined) => rds.send(new sdk.DescribeDBClustersCommand({ ...question, Marker }))
  for await (const { DBClusters = [] } of pages(read, (page) => page.Marker)) yield DBClusters
}

/** All of which a filter has one of these values. One that RDS does not know is simply not among them, and fails no batch. */
export const readBy = async <Database>(
  Name: string,
  values: readonly string[],
  describe: (filters: readonly Filter[], access: Access) => AsyncIterable<readonly Database[]>,
  access: Access,
): Promise<Database[]> => {
  const read = await inParallel(piecesOf(values, mostDatabases), 2, (Values) =>
    allOf(describe([{ Name, Values }], access), (page) => page),
  )
  return read.flat()
}
