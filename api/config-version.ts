import { createHash } from 'node:crypto'
import type { Deployment } from './deployment.ts'

/** A hash that is the same for the same config, with its defaults: what a deployment and a checkout are compared by. */
export const configVersion = (config: object): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12)

/** Whether the config of a checkout is what is deployed, as `nightshift config --json` prints it. */
export interface ConfigRow {
  /** Of the config as it is edited. */
  readonly checkout: string
  /** Of what is deployed; nothing where that is older than this knows of. */
  readonly deployed: string | undefined
  readonly same: boolean
}

/** Compares the config as it is edited with what is deployed. */
export const compareConfig = ({ config, outputs }: Pick<Deployment, 'config' | 'outputs'>): ConfigRow => {
  const checkout = configVersion(config)
  const deployed = outputs.ConfigVersion
  return { checkout, deployed, same: checkout === deployed }
}
