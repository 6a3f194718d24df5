import type { BackupsConfig } from '../../../shared/config/backups/schema.ts'

/** What the function needs of the config. */
export type BackupsSlice = BackupsConfig & {
  /** Name of the deployment. */
  readonly deployment: string
}
