import type { AuditsConfig } from '../../../shared/config/audits/schema.ts'

/** What the function needs of the config. */
export type AuditsSlice = Omit<AuditsConfig, 'schedule'> & {
  /** Name of the deployment. */
  readonly deployment: string
  /** Those of `alerts.events` that come by way of a trail. Default: none. */
  readonly trailEvents?: readonly string[]
  /** The region that sends text messages. Nothing: there is none. */
  readonly smsRegion?: string
}
