import * as z from 'zod'
import { ssmSchema } from '../values.ts'
import { severities } from './defaults.ts'
import { sourceKinds } from './source-kinds.ts'

/** Something that reports troubles, and their end, to an address of its own. */
export const sourceSchema = z.strictObject({
  /**
   * The form of its reports: `json` is our own, the others are those of the product of that name. Default: found out from each report.
   */
  kind: z.enum(sourceKinds).optional(),
  /** Policy, or rotation, that its troubles go to where no route says. Default: `onCall`. */
  to: z.string('the name of a policy or a rotation').optional(),
  /** How severe a trouble is where neither a route nor the report says. Default `'critical'`. */
  severity: z.enum(severities).optional(),
  /** Most reports in a minute; one report may hold many alerts. What is over is refused with 429, counted and reported. Default 60. */
  perMinute: z.int().min(1).max(6_000).default(60),
  /**
   * What it signs its reports with, from SSM: GitHub's secret of the webhook, the client secret of Sentry's integration, the HMAC secret of
   * Grafana's contact point. A report without its signature is refused then. Default: its address alone is the key.
   */
  secret: ssmSchema.optional(),
})

export type Source = z.output<typeof sourceSchema>
