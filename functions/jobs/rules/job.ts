import type { After } from '../../../shared/jobs/chain.ts'
import type { ExitRule } from '../../../shared/jobs/exit-codes.ts'
import type { HolidayRule } from '../../../shared/jobs/holidays.ts'
import { type JobRecord, keys } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import { isoSeconds } from '../../../shared/time.ts'

/** What the functions know of a job. Times are in seconds. */
export interface JobSlice {
  readonly schedule: string
  readonly zone: string
  /** How late a firing may be. */
  readonly startWithin: number
  readonly overlap: 'allow' | 'forbid' | 'replace'
  readonly catchUp: 'skip' | 'latest' | { readonly all: number }
  readonly retries: {
    /** Further attempts at most. */
    readonly limit: number
    /** After these causes. Default: those after which the command surely never ran, and another try may help. */
    readonly on?: readonly string[] | undefined
    /** Before the second attempt; it doubles with each one. */
    readonly wait: number
  }
  /** What is done about exit codes: the first rule that fits counts. Default none. */
  readonly exitCodes?: readonly ExitRule[] | undefined
  /** Whether its first attempts are on spare capacity. */
  readonly spot?: boolean | undefined
  readonly startTimeout: number
  readonly runTimeout?: number | undefined
  readonly expectedDuration?: number | undefined
  /** Local time, such as `06:00`, at which a run is to be finished: the first after its own. */
  readonly finishBy?: string | undefined
  /** How many times what is usual a run may take before that is reported. */
  readonly longerThanUsual?: number | undefined
  /** The jobs whose success for the same time it waits for, and how long after that time, in seconds. */
  readonly after?: (After & { readonly within: number }) | undefined
  /** Firings on holidays of a calendar are left out, moved, or the only ones. */
  readonly holidays?: HolidayRule | undefined
  /** Seconds by which a firing may start later, by lot. */
  readonly jitter?: number | undefined
  /** The pool whose places its runs need, how many it has, and how many runs may wait for one. */
  readonly pool?: { readonly name: string; readonly most: number; readonly waiting: number } | undefined
  readonly suspended?: true | { readonly until: string; readonly reason?: string | undefined } | undefined
  /** How many runs in a row must end badly before somebody is told. */
  readonly alertAfter: number
  readonly owner?: string | undefined
  readonly policy?: string | undefined
  /** Family of the task definition; its newest revision is started. */
  readonly family: string
  /** Its essential container. */
  readonly container: string
  /** What its runs have other than their task definition, where that one is looked after by others. */
  readonly overrides?:
    | {
        readonly command?: readonly string[] | undefined
        readonly environment: Readonly<Record<string, string>>
      }
    | undefined
  /** Targets of `hours` that it needs, such as `rds-instance/shop`, and what happens to a run while one is off. Default none, `wait`. */
  readonly needs?: readonly string[] | undefined
  readonly whenOff?: 'wait' | 'skip' | 'start' | undefined
  /** Default: the placement that all jobs have. */
  readonly network?: Network | undefined
  /** Where its container writes: the stream is `prefix/container/task id`. */
  readonly log?: { readonly group: string; readonly prefix: string } | undefined
}

/** Where a task is put. */
export interface Network {
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly assignPublicIp: boolean
}

/** The network that the deployment gave to all jobs, in the environment of the functions. */
export const networkOf = (variables: Readonly<Record<string, string>>): Network => ({
  subnets: variables.SUBNETS?.split(',') ?? [],
  securityGroups: variables.SECURITY_GROUPS?.split(',') ?? [],
  assignPublicIp: variables.ASSIGN_PUBLIC_IP === 'true',
})

const scheduleText = (job: JobSlice | undefined): string => (job ? `${job.schedule} ${job.zone}` : '')

/** The record of a job that is seen for the first time, or with a new schedule: nothing before now is owed. */
export const newJob = (name: string, job: JobSlice | undefined, now: Date): JobRecord => ({
  ...keys.job(name),
  kind: 'job',
  at: isoSeconds(now),
  job: name,
  schedule: scheduleText(job),
  since: isoSeconds(now),
  sweptTo: isoSeconds(now),
})

/** Whether the job's record belongs to another schedule than the one that is deployed. */
export const isRescheduled = (record: JobRecord, job: JobSlice | undefined): boolean =>
  record.schedule !== scheduleText(job)

/** EventBridge Scheduler promises the minute, not the second: less than this cannot be asked of a firing. */
const deliverySeconds = 60

/** Seconds after its time until which a firing may start. */
export const startsWithin = (job: JobSlice | undefined): number => Math.max(deliverySeconds, job?.startWithin ?? 0)

interface Suspension {
  readonly until?: string | undefined
  readonly reason?: string | undefined
}

/** The end of a suspension in milliseconds: infinite for good. */
const endOf = ({ until }: Suspension): number => (until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until))

/** What suspends a job at a time, and where that can be changed: what a person did, what the config says. */
const suspensionsAt = (
  job: Pick<JobSlice, 'suspended'> | undefined,
  record: Pick<JobRecord, 'suspended'> | undefined,
  at: number,
): readonly (Suspension & { readonly where: string })[] => {
  const byPerson = record?.suspended
  const byConfig = job?.suspended === true ? { until: undefined } : job?.suspended
  return [
    ...(byPerson && Date.parse(byPerson.at) <= at
      ? [{ ...byPerson, where: `Let it run again with: ${terminal} jobs resume.` }]
      : []),
    ...(byConfig ? [{ ...byConfig, where: 'The config says so.' }] : []),
  ].filter((each) => endOf(each) > at)
}

/**
 * The end of the suspension that a job is under now, in milliseconds: infinite for good; nothing when it is under none. What a
 * person did counts though it was written down by a clock that is ahead.
 */
export const suspendedUntil = (
  job: Pick<JobSlice, 'suspended'> | undefined,
  record: Pick<JobRecord, 'suspended'> | undefined,
  now: Date,
): number | undefined => {
  const at = Math.max(now.getTime(), Date.parse(record?.suspended?.at ?? now.toISOString()))
  const ends = suspensionsAt(job, record, at).map(endOf)
  return ends.length > 0 ? Math.max(...ends) : undefined
}

/** Why a job is not to run at a time, for a person; nothing where it is. The config says so, or a person did, then or now. */
export const suspensionAt = (
  job: JobSlice | undefined,
  record: JobRecord | undefined,
  at: Date,
): string | undefined => {
  const [current] = suspensionsAt(job, record, at.getTime())
  if (current) {
    const { until, reason, where } = current
    return `The job is suspended${until ? ` until ${until}` : ''}${reason ? `: ${reason}` : ''}. ${where}`
  }
  const { earlierSuspensions = [], configSuspendedTo } = record ?? {}
  const earlier = earlierSuspensions.find((each) => Date.parse(each.at) <= at.getTime() && endOf(each) > at.getTime())
  if (earlier) return `The job was suspended until ${earlier.until}${earlier.reason ? `: ${earlier.reason}` : ''}.`
  return configSuspendedTo !== undefined && Date.parse(configSuspendedTo) >= at.getTime()
    ? `The job was suspended by the config until ${configSuspendedTo} or later.`
    : undefined
}

/** Most suspensions that are kept after their end. */
const mostEarlier = 20

/** The record of a job whose suspension by a person ends now. Firings in it that nobody has accounted for stay suspended. */
export const endSuspension = (record: JobRecord, now: Date): JobRecord => {
  const { suspended, earlierSuspensions = [], sweptTo } = record
  if (suspended === undefined) return record
  const { at, reason } = suspended
  const end = now.toISOString()
  const until = suspended.until !== undefined && suspended.until < end ? suspended.until : end
  const kept = [...earlierSuspensions, { at, until, reason }].filter(
    (each) => Date.parse(each.until) > Date.parse(sweptTo),
  )
  return { ...record, suspended: undefined, earlierSuspensions: kept.slice(-mostEarlier) }
}
