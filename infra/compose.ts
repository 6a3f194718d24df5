import type { App } from 'aws-cdk-lib'
import type { Config } from '../shared/config/schema.ts'
import { DataStack } from './stacks/data.ts'
import { NetworkStack } from './stacks/network.ts'
import { OperationsStack } from './stacks/operations.ts'
import { WebStack } from './stacks/web.ts'

/** The stacks of a config, each named after the deployment: the estate that it asks for, and the night shift over it. */
export const composeStacks = (app: App, config: Config): void => {
  const { name, region, estate } = config
  const account = process.env.CDK_DEFAULT_ACCOUNT
  const props = { env: { region, ...(account ? { account } : {}) } }
  const network = estate && new NetworkStack(app, `${name}-network`, { ...props, config: estate.network }).network
  const data =
    estate?.database && network && new DataStack(app, `${name}-data`, { ...props, config: estate.database, network })
  const web =
    estate?.web &&
    network &&
    new WebStack(app, `${name}-web`, {
      ...props,
      config: estate.web,
      network,
      ...(data ? { database: data.access } : {}),
    })
  const operations = new OperationsStack(app, `${name}-operations`, {
    ...props,
    config,
    ...(network ? { network } : {}),
    estate: {
      ...(web ? { cluster: web.clusterName, service: web.serviceName } : {}),
      ...(data ? { databaseId: data.databaseId } : {}),
      ...(estate?.web?.certificateArn ? { certificateArn: estate.web.certificateArn } : {}),
    },
  })
  // Alarms may search the web service's log group, which must then be there.
  if (web) operations.addStackDependency(web)
}
