import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'

/** What a service needs to use the database. */
export interface DatabaseAccess {
  /** The database's own group, and that of its replicas. It lets nobody in until a service's own stack adds a rule. */
  readonly group: ec2.ISecurityGroup
  readonly host: string
  readonly port: number
  /** Name of the database inside the instance. */
  readonly name: string
  /** Holds `username` and `password`. */
  readonly secret: secretsmanager.ISecret
  /** Hosts of its replicas, which listen on the same port. None where it has none. */
  readonly readers: readonly string[]
}

/** What a service needs to use the cache. */
export interface CacheAccess {
  /** The cache's own group. It lets nobody in until the stack of a client adds a rule. */
  readonly group: ec2.ISecurityGroup
  /** Of a cluster the address by which clients find all shards, else that of the primary. */
  readonly host: string
  readonly port: number
  /** Whether clients have to speak the cluster's protocol. */
  readonly isCluster: boolean
  /** Address of the replicas. Default: there are none, or the cluster's address has them. */
  readonly reader?: string
  /** Is the password. */
  readonly secret: secretsmanager.ISecret
}

/** What holds data in the estate, for whoever uses it. */
export interface UsableData {
  readonly cache?: CacheAccess | undefined
  readonly database?: DatabaseAccess | undefined
}

/** What a container finds in its environment. */
export interface ContainerVariables {
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, ecs.Secret>>
}

/** The variables of a container that uses the database; none where there is none. */
const databaseVariables = (database: DatabaseAccess | undefined): ContainerVariables => {
  if (!database) return { environment: {}, secrets: {} }
  const { host, port, name, readers, secret } = database
  const [reader] = readers
  return {
    environment: {
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: name,
      ...(reader === undefined ? {} : { DATABASE_READER_HOST: reader, DATABASE_READER_HOSTS: readers.join(',') }),
    },
    secrets: {
      DATABASE_USER: ecs.Secret.fromSecretsManager(secret, 'username'),
      DATABASE_PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password'),
    },
  }
}

const cacheVariables = (cache: CacheAccess | undefined): ContainerVariables => {
  if (!cache) return { environment: {}, secrets: {} }
  const { host, port, isCluster, reader, secret } = cache
  return {
    environment: {
      CACHE_HOST: host,
      CACHE_PORT: String(port),
      CACHE_CLUSTER: String(isCluster),
      ...(reader === undefined ? {} : { CACHE_READER_HOST: reader }),
    },
    secrets: { CACHE_PASSWORD: ecs.Secret.fromSecretsManager(secret) },
  }
}

/** The variables of a container that uses all of these. */
export const dataVariables = ({ database, cache }: UsableData): ContainerVariables => {
  const all = [databaseVariables(database), cacheVariables(cache)]
  return {
    environment: Object.assign({}, ...all.map(({ environment }) => environment)),
    secrets: Object.assign({}, ...all.map(({ secrets }) => secrets)),
  }
}

/** Variables of a container with those that its config names, which take the place of ours. */
export const withOwn = (
  { environment, secrets }: ContainerVariables,
  own: Readonly<Record<string, string>>,
  ownSecrets: Readonly<Record<string, ecs.Secret>> = {},
): { readonly environment: Record<string, string>; readonly secrets: Record<string, ecs.Secret> } => {
  const without = <Value>(all: Readonly<Record<string, Value>>, names: object) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(names, name)))
  return {
    environment: { ...without(environment, ownSecrets), ...own },
    secrets: { ...without(secrets, own), ...ownSecrets },
  }
}
