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

/** What holds data in the estate, for whoever uses it. */
export interface UsableData {
  readonly database?: DatabaseAccess | undefined
}

/** What a container finds in its environment. */
export interface ContainerVariables {
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, ecs.Secret>>
}

/** The variables of a container that uses the database; none where there is none. */
export const databaseVariables = (database: DatabaseAccess | undefined): ContainerVariables => {
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
