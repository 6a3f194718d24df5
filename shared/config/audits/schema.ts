import * as z from 'zod'
import { auditNames } from '../../audits/finding.ts'
import { faultless, scheduleSchema } from '../values.ts'
import { endpointFault } from './endpoints.ts'

const days = (fewest: number) => z.int().min(fewest).max(3_650)

export const auditsSchema = z.strictObject({
  /** When the account is looked at, in UTC. Default `'cron(0 5 * * ? *)'`: each day at five. */
  schedule: scheduleSchema.default('cron(0 5 * * ? *)'),
  /** Which audits there are. Default all. */
  only: z.array(z.enum(auditNames)).default([...auditNames]),
  /** Tag that says whose a resource is. Default `'owner'`. */
  ownerTag: z.string("a tag's key").min(1).max(128).default('owner'),
  /** Responder or rotation that gets an email each Monday (UTC): what is new, fixed and old. Default: nobody. */
  report: z.strictObject({ to: z.string('the name of a responder or a rotation') }).optional(),
  /** Policy, or rotation, that an urgent finding pages. Default: `alerts.onCall`. */
  policy: z.string('the name of a policy or a rotation').optional(),
  /** Users of the account, by IAM's credential report. */
  credentials: z
    .strictObject({
      /** An active key, or signing certificate, that is older is a finding. Default 90. */
      keyAgeDays: days(1).default(90),
      /** A key or password that was not used for so long is a finding. Default 90. */
      unusedDays: days(1).default(90),
      /** The root user is reported for so long after it was used. Default 30. */
      rootUsedDays: days(1).default(30),
      /** What the account's password policy must ask for, at least. Default: it is not looked at. */
      passwordPolicy: z
        .strictObject({
          /** Characters of a password, at least. */
          minimumLength: z.int().min(6).max(128).optional(),
          /** Whether it needs a symbol. */
          symbols: z.boolean().optional(),
          /** Whether it needs a digit. */
          numbers: z.boolean().optional(),
          /** Whether it needs an uppercase letter. */
          uppercase: z.boolean().optional(),
          /** Whether it needs a lowercase letter. */
          lowercase: z.boolean().optional(),
          /** So many earlier passwords may not come again. */
          reusePrevention: z.int().min(1).max(24).optional(),
          /** A password lives so many days at most. */
          maximumAgeDays: z.int().min(1).max(1_095).optional(),
        })
        .optional(),
    })
    .prefault({}),
  /** Certificates that end. */
  certificates: z
    .strictObject({
      /** From so many days before its end a certificate is a finding. Default 30. */
      warnDays: days(1).default(30),
      /** From so many days before its end it pages. Default 7. */
      urgentDays: days(0).default(7),
      /** Endpoints that are asked by TLS, as `host` or `host:port`. Default none. */
      endpoints: z
        .array(faultless(z.string('host or host:port'), endpointFault))
        .max(100)
        .default([]),
    })
    .prefault({}),
  /** What costs and does nothing. */
  waste: z
    .strictObject({
      /** A finding is so many days old before its command is shown. Default 14. */
      graceDays: days(0).default(14),
      /** Without traffic or connections for so long something is idle. Default 14. */
      idleDays: z.int().min(1).max(60).default(14),
      /** A snapshot of our own is old after so many days. Default 365. */
      snapshotDays: days(1).default(365),
    })
    .prefault({}),
  /** What anyone can reach. */
  doors: z
    .strictObject({
      /** Ports that may be open to the world. Default 80 and 443. */
      ports: z.array(z.int().min(0).max(65_535)).default([80, 443]),
    })
    .prefault({}),
  /** How full the account's limits are. */
  quotas: z
    .strictObject({
      /** Percent of a limit from which it is a finding. Default 80. */
      warnPercent: z.int().min(1).max(100).default(80),
      /** Percent from which it pages. Default 95. */
      urgentPercent: z.int().min(1).max(100).default(95),
      /** Limits that AWS does not say, or says wrong, by `service/code`, such as `{ 's3/L-DC2B2D3D': 1000 }`. */
      limits: z
        .record(
          z.string().regex(/^[\w.-]+\/L-[0-9A-F]{8}$/, 'a quota such as lambda/L-B99A9384'),
          z.number().positive(),
        )
        .default({}),
    })
    .prefault({}),
})

export type AuditsConfig = z.output<typeof auditsSchema>
