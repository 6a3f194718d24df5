import type { ClientOf } from '../../../shared/client-pool.ts'

/** AWS as vaults reach it. */
export interface VaultAccess {
  readonly client: ClientOf
  /** The deployment's. */
  readonly region: string
  readonly account: string
  readonly partition: string
}
