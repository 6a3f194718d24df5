import { type JobRecord, keys } from '../../../shared/ledger/records.ts'
import { secondsBetween } from './age.ts'
import { impliedCollector, type Reading } from './collector.ts'

/** Time since a job last succeeded; one that never did counts from when it was first seen. Nothing before that. */
export const measureJob = (state: Pick<JobRecord, 'since' | 'lastSuccessAt'> | undefined, now: Date): Reading[] =>
  state
    ? [
        {
          name: 'SecondsSinceSuccess',
          value: secondsBetween(new Date(state.lastSuccessAt ?? state.since), now),
          unit: 'Seconds',
        },
      ]
    : []

/** Every job of the config: the time since it last succeeded. */
export const jobs = impliedCollector({
  kind: 'job',
  places: (_none, given) => given.jobs.map((job) => ({ job })),
  text: ({ job }) => `job ${job}`,
  dimensions: ({ job }) => ({ Job: job }),
  read: async ({ job }, { ledger }, now) => measureJob(await ledger.get<JobRecord>(keys.job(job)), now),
  statements: (_place, { ledger }) => [
    {
      actions: ['dynamodb:GetItem'],
      resources: [ledger],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['job#*'] } },
    },
  ],
  metrics: ['SecondsSinceSuccess'],
  shown: { name: 'SecondsSinceSuccess', statistic: 'Maximum' },
})
