import { databaseIdOf, replicaIdsOf } from '../../stacks/database-ids.ts'
import type { Loose } from '../checks.ts'
import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import type { Config, ConfigInput } from '../schema.ts'
import { type DatabaseConfig, replicasOf } from './database-schema.ts'

/** A key of another region than the database's: RDS takes none. */
const keyProblems = ({ estate, region }: Loose<ConfigInput>): string[] => {
  const key = estate?.database?.key
  if (typeof key !== 'string' || typeof region !== 'string' || !key.startsWith('arn:')) return []
  const there = key.split(':')[3]
  return there === region
    ? []
    : [
        problem(
          ['estate', 'database', 'key'],
          key,
          `a key of ${region}, where the database is; this one is of ${there}`,
        ),
      ]
}

const countOf = (replicas: unknown): number => {
  const count = typeof replicas === 'object' ? (field(replicas, 'count') ?? (replicas === null ? 0 : 1)) : replicas
  return typeof count === 'number' && Number.isInteger(count) && count > 0 && count <= 15 ? count : 0
}

/**
 * Entries of `hours` that name the database or its replicas: RDS stops neither.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
 */
const hoursProblems = ({ name, estate, hours }: Loose<ConfigInput>): string[] => {
  const count = countOf(estate?.database?.replicas)
  if (count === 0 || typeof name !== 'string') return []
  const id = databaseIdOf(`${name}-data`)
  const all = [id, ...replicaIdsOf(id, count)]
  return list(hours?.targets).flatMap((target, index) =>
    list(field(field(target, 'rds-instances'), 'names')).flatMap((each, at) =>
      typeof each === 'string' && all.includes(each)
        ? [
            problem(
              ['hours', 'targets', index, 'rds-instances', 'names', at],
              each,
              'another instance: RDS stops neither an instance that has read replicas nor a replica. Take out this name, or estate.database.replicas',
            ),
          ]
        : [],
    ),
  )
}

/** What no single value of `estate.database` shows. */
export const databaseProblems = (config: Loose<ConfigInput>): string[] => [
  ...keyProblems(config),
  ...hoursProblems(config),
]

const sizes = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge']

/** The rank of an instance size: `xlarge` and below, then by their number. Nothing for those that AWS names otherwise. */
const rankOf = (size: string): number | undefined => {
  const rank = sizes.indexOf(size)
  if (rank >= 0) return rank
  const [, number] = /^(\d+)xlarge$/.exec(size) ?? []
  return number === undefined ? undefined : sizes.length + Number(number)
}

const isSmaller = (one: string, other: string): boolean => {
  const [[family, size = ''], [otherFamily, otherSize = '']] = [one.split('.'), other.split('.')]
  const [rank, otherRank] = [rankOf(size), rankOf(otherSize)]
  return family === otherFamily && rank !== undefined && otherRank !== undefined && rank < otherRank
}

const replicaWarnings = (database: DatabaseConfig): string[] => {
  const { count, instance } = replicasOf(database)
  return count > 0 && isSmaller(instance, database.instance)
    ? [
        `estate.database.replicas.instance: ${instance} is smaller than the database's ${database.instance}. PostgreSQL replays nothing on a replica whose max_connections is below its source's, and RDS derives that from the memory: take the same size, or set max_connections alike on both`,
      ]
    : []
}

/** Tags of the deployment, by which an entry of `hours` would find the database and its replicas. */
const tagWarnings = ({ tags, hours, estate }: Config): string[] =>
  estate?.database && replicasOf(estate.database).count > 0
    ? (hours?.targets ?? []).flatMap((target, index) => {
        const { tag } = target['rds-instances'] ?? {}
        return tag && tags[tag.key] === tag.value
          ? [
              `hours.targets[${index}]: finds the estate's database by the tag ${tag.key}=${tag.value}, which RDS does not stop while it has read replicas (estate.database.replicas)`,
            ]
          : []
      })
    : []

/** What is allowed of `estate.database` and probably not meant. */
export const databaseWarnings = (config: Config): string[] => {
  const { estate } = config
  return estate?.database ? [...replicaWarnings(estate.database), ...tagWarnings(config)] : []
}

/** What somebody should know once: a key stands for good. */
export const databaseNotes = ({ estate }: Config): string[] =>
  estate?.database?.key === undefined
    ? []
    : [
        'estate.database.key: a database keeps the key that it was made with. Where one is deployed with another key, CloudFormation refuses the change, because a replacement would have its name; nightshift backups encrypt makes an encrypted copy',
      ]
