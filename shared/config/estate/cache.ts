import type { Loose } from '../checks.ts'
import { problem } from '../explain.ts'
import type { ConfigInput } from '../schema.ts'

/**
 * The ACL of the database subnets lets in the database's port alone: a cache would be cut off from its clients, and its nodes from
 * each other.
 */
export const cacheProblems = ({ estate }: Loose<ConfigInput>): string[] => {
  const network: unknown = estate?.network
  return estate?.cache !== undefined &&
    typeof network === 'object' &&
    network !== null &&
    'acls' in network &&
    network.acls === 'database'
    ? [
        problem(
          ['estate', 'network', 'acls'],
          'database',
          'nothing beside estate.cache: its nodes stand in the same subnets, and the ACL lets in the port of the database alone',
        ),
      ]
    : []
}
