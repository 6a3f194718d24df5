import type { RetentionConfig } from '../../../shared/config/lifecycle/retention.ts'
import type { Connect } from '../../../shared/connect.ts'
import type { RetainedRecord } from '../../../shared/ledger/records.ts'
import { explainFailure } from '../rules/failure.ts'
import type { RetentionPlan } from '../rules/retention.ts'
import { awsThings, type RetainedThings } from '../world/retention.ts'
import { retentionPlans } from '../world/retention-plans.ts'
import { unownedThings } from '../world/unowned.ts'
import type { Preview } from './preview.ts'

const previewOf = (
  { subject, wanted, words, act, loss }: RetentionPlan,
  record: RetainedRecord | undefined,
): Preview => ({
  bucket: subject,
  action: act ? 'put' : 'none',
  rules: [],
  retention: words,
  ...(loss && record?.agreed !== wanted
    ? {
        shortening: {
          rules: [],
          objects: loss.objects,
          bytes: loss.bytes,
          newest: loss.newest,
          looked: loss.objects,
          complete: true,
          source: 'a listing' as const,
          words: loss.words,
        },
      }
    : {}),
  ...(record?.held?.until && record.held.wanted === wanted ? { heldUntil: record.held.until } : {}),
  warnings: loss && record?.agreed === wanted ? [loss.words] : [],
})

/** What a reconcile would do to log groups, queues and repositories. It writes nothing. */
export const previewRetention = async (
  config: RetentionConfig,
  things: RetainedThings,
  records: readonly RetainedRecord[],
  now: Date,
): Promise<Preview[]> => {
  const { plans, remarks, failed } = await retentionPlans(config, things, now)
  const none = { action: 'none', rules: [] } as const
  return [
    ...plans.map((plan) =>
      previewOf(
        plan,
        records.find(({ subject }) => subject === plan.subject),
      ),
    ),
    ...remarks.map(({ subject, words }): Preview => ({ bucket: subject, ...none, warnings: [words] })),
    ...failed.map(
      ({ subject, reason }): Preview => ({ bucket: subject, action: 'error', rules: [], warnings: [], reason }),
    ),
  ]
}

/** Dashboards and alarms that no stack made: named, and left alone. One line where that cannot be found out. */
export const previewUnowned = async (connect: Connect): Promise<Preview[]> => {
  const none = { action: 'none', rules: [] } as const
  try {
    return (await unownedThings(connect)).map(({ kind, name }) => ({
      bucket: `${kind} ${name}`,
      ...none,
      warnings: ['no stack made it: delete it by hand if nobody needs it, or let a stack make it'],
    }))
  } catch (error) {
    return [
      {
        bucket: 'dashboards and alarms',
        action: 'error',
        rules: [],
        warnings: [],
        reason: explainFailure(error).reason,
      },
    ]
  }
}

/** What is there, read by the clients of whoever asks. */
export const thingsReader = (connect: Connect): RetainedThings => awsThings(connect)
