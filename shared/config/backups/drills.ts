import * as z from 'zod'
import { drilledOf } from '../../backups/targets.ts'
import { calendarOf } from '../../calendar/index.ts'
import { durationSchema, faultless, imageSchema, scheduleSchema, zoneSchema } from '../values.ts'

const windowFault = (rule: { readonly days?: string | undefined; readonly from: string; readonly until: string }) => {
  try {
    calendarOf({ zone: 'UTC', rules: [rule] })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const drillSchema = z.strictObject({
  /** What fails over: `'rds-instance/shop'` with a standby, or `'rds-cluster/shop'` with a reader. */
  of: faultless(z.string(), (of) =>
    drilledOf(of) ? undefined : 'rds-instance/NAME or rds-cluster/NAME, with the name in lower case',
  ),
  /** When, by itself. Default: only when somebody says `nightshift backups drill NAME`. */
  schedule: scheduleSchema.optional(),
  /** IANA zone of the schedule and of the window. Default `'UTC'`. */
  zone: zoneSchema.default('UTC'),
  /** When it may be: outside of it a drill is refused, whoever asks. `days`: as in a calendar, such as `'mon-thu'`; default all. */
  window: faultless(z.strictObject({ days: z.string().optional(), from: z.string(), until: z.string() }), windowFault),
  /** A longer outage has failed the drill. Default `'3 minutes'`. */
  outageAtMost: durationSchema.default('3 minutes'),
  /** A failover that is not proven by then has failed. Default `'20 minutes'`. */
  within: durationSchema.default('20 minutes'),
  /** Image of the probe, which has `node`. Default Node of the public ECR; without NAT one of ECR in this region. */
  image: imageSchema.default('public.ecr.aws/docker/library/node:24-alpine'),
  /** Where the probe runs: as what uses the database does. Default: the estate's app subnets, for the estate's database. */
  network: z
    .strictObject({
      subnets: z
        .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet'))
        .min(1)
        .max(16),
      /** Groups that the database lets in. */
      securityGroups: z
        .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group'))
        .min(1)
        .max(5),
      /** Whether the probe gets a public address, to pull its image by. Default false. */
      assignPublicIp: z.boolean().default(false),
    })
    .optional(),
  /** Policy, or rotation, that a failed drill pages. Default: that of `backups`. */
  policy: z.string('the name of a policy or a rotation').optional(),
})

export type DrillConfig = z.output<typeof drillSchema>
