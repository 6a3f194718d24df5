import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Deployment } from '../api/deployment.ts'
import { contactChannels } from '../functions/alerts/channels/index.ts'
import { verifySender } from '../local/bring-up.ts'
import { deployAssembly } from '../local/deploy.ts'
import { localDeployment } from '../local/deployment.ts'
import type { Emulator, EmulatorOptions } from '../local/emulator.ts'
import { config } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { LedgerKey } from '../shared/ledger/ledger.ts'
import { keys } from '../shared/ledger/records.ts'
import { makeAssembly } from './assembly.ts'
import { withEmulator } from './with-emulator.ts'

/** The stacks of nightshift.config.ts on an emulator. */
export interface BenchPlace {
  readonly endpoint: string
  readonly deployment: Deployment
  /** A stack output by its name; empty where the config has nothing that makes it. */
  readonly output: (name: string) => string
}

/** Deploys nightshift.config.ts to an emulator of its own, which is ended afterwards whatever happens. */
export const withDeployment = async <Result>(
  report: (text: string) => void,
  use: (place: BenchPlace) => Promise<Result>,
  logLevel?: EmulatorOptions['logLevel'],
): Promise<Result> => {
  const { directory } = await makeAssembly(config.name)
  const deployAndUse = async ({ endpoint }: Emulator): Promise<Result> => {
    const outputs = await deployAssembly({ assemblyDir: directory, endpoint, region: config.region, report })
    await verifySender(config.alerts)
    const deployment = localDeployment(parseConfig(config, new Date()), outputs)
    return use({ endpoint, deployment, output: (name) => outputs[name] ?? '' })
  }
  return withEmulator(config.region, report, deployAndUse, logLevel)
}

/** Lets everybody's next message go at once, as if they had had none for a while, and forgets these items too. */
export const forgetMessages = async (TableName: string, items: readonly LedgerKey[] = []): Promise<void> => {
  const dynamo = new DynamoDBClient(clientOptions)
  const mailboxes = Object.keys(config.alerts.responders).flatMap((to) =>
    Object.keys(contactChannels).map((channel) => keys.mailbox(to, channel)),
  )
  for (const { pk, sk } of [...mailboxes, ...items])
    await dynamo.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } }))
}
