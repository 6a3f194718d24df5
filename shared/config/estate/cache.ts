import { problem } from '../explain.ts'
import { field } from '../references.ts'

/**
 * The ACL of the database subnets lets in the database's port alone: a cache would be cut off from its clients, and its nodes from
 * each other.
 */
export const cacheProblems = (estate: unknown): string[] =>
  field(estate, 'cache') !== undefined && field(field(estate, 'network'), 'acls') === 'database'
    ? [
        problem(
          ['estate', 'network', 'acls'],
          'database',
          'nothing beside estate.cache: its nodes stand in the same subnets, and the ACL lets in the port of the database alone',
        ),
      ]
    : []
