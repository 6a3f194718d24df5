import type { Unit } from '../../shared/metrics.ts'

/** A measured value, before it is known what it belongs to. */
export interface Reading {
  readonly name: string
  readonly value: number
  readonly unit: Unit
}

export interface TaskCounts {
  readonly desired: number
  readonly running: number
}

const secondsBetween = (earlier: Date, later: Date): number => Math.max(0, (later.getTime() - earlier.getTime()) / 1000)

/**
 * Waiting messages for each running task. With no task running it is the whole backlog, as if there were one: a number
 * that scaling and alarms can work with, where infinity would be refused.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export const measureBacklog = (waiting: number, { running }: TaskCounts): Reading[] => [
  { name: 'QueueBacklogPerTask', value: waiting / Math.max(1, running), unit: 'Count' },
]

/** How many tasks a service should have, has, and lacks. More than desired, as in a deployment, lacks none. */
export const measureService = ({ desired, running }: TaskCounts): Reading[] => [
  { name: 'TasksDesired', value: desired, unit: 'Count' },
  { name: 'TasksRunning', value: running, unit: 'Count' },
  { name: 'TasksMissing', value: Math.max(0, desired - running), unit: 'Count' },
]

export interface Storage {
  readonly allocatedBytes: number
  /** Undefined where RDS has told nothing lately: the instance is stopped, or new. */
  readonly freeBytes: number | undefined
}

/** Free storage in percent of what is allocated. Nothing while RDS tells nothing, or for Aurora, which allocates none. */
export const measureStorage = ({ allocatedBytes, freeBytes }: Storage): Reading[] => {
  if (freeBytes === undefined || allocatedBytes <= 0) return []
  const share = Math.min(100, Math.max(0, (100 * freeBytes) / allocatedBytes))
  return [{ name: 'DatabaseStorageLeft', value: share, unit: 'Percent' }]
}

export interface Newest {
  /** Undefined where there is no object. */
  readonly newest: Date | undefined
  /** False where there were more objects than are looked at. */
  readonly complete: boolean
}

/**
 * Age of the newest object, and 1 or 0 for whether every object was looked at. Where not, there is no age: the newest one
 * may be among the others, and a number that is wrong by any amount would page for nothing.
 */
export const measureNewestObject = ({ newest, complete }: Newest, now: Date): Reading[] => [
  ...(newest && complete
    ? [{ name: 'NewestObjectAge', value: secondsBetween(newest, now), unit: 'Seconds' as const }]
    : []),
  { name: 'NewestObjectComplete', value: complete ? 1 : 0, unit: 'None' },
]

/** Whole days until a certificate ends, negative once it has. Nothing while it is not issued. */
export const measureCertificate = (notAfter: Date | undefined, now: Date): Reading[] =>
  notAfter
    ? [
        {
          name: 'CertificateDaysLeft',
          value: Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000),
          unit: 'None',
        },
      ]
    : []

export interface JobState {
  /** ISO 8601; when the job's schedule was first seen. */
  readonly since: string
  readonly lastSuccessAt?: string | undefined
}

/** Time since a job last succeeded; one that never did counts from when it was first seen. Nothing before that. */
export const measureJob = (state: JobState | undefined, now: Date): Reading[] =>
  state
    ? [
        {
          name: 'SecondsSinceSuccess',
          value: secondsBetween(new Date(state.lastSuccessAt ?? state.since), now),
          unit: 'Seconds',
        },
      ]
    : []

/** What text messages have cost this month, in US dollars. Nothing while none was sent. */
export const measureSmsSpending = (dollars: number | undefined): Reading[] =>
  dollars === undefined ? [] : [{ name: 'SMSMonthToDateSpentUSD', value: dollars, unit: 'None' }]
