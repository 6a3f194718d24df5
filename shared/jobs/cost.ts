import type { JobConfig } from '../config/jobs/schema.ts'
import { hoursPrices } from '../hours/prices.ts'
import type { RunRecord } from '../ledger/records.ts'
import { usualSize } from './fargate-sizes.ts'

/** GiB of a task's own disk that cost nothing. https://aws.amazon.com/fargate/pricing/ */
const freeStorage = 20

/** Fargate bills a minute at least. */
const leastSeconds = 60

/** Of the price on demand, what Spot asks about: up to 70 % less, and it changes. https://aws.amazon.com/fargate/pricing/ */
const spotShare = 0.35

/** What of a job's config its price depends on. */
export type Sized = Pick<JobConfig, 'cpu' | 'memory' | 'architecture' | 'ephemeralStorage' | 'spot' | 'taskDefinition'>

/** What of a job its price depends on, and nothing else of it. */
export const sizeOf = ({ cpu, memory, architecture, ephemeralStorage, spot, taskDefinition }: Sized): Sized => ({
  cpu,
  memory,
  architecture,
  ephemeralStorage,
  spot,
  taskDefinition,
})

/**
 * What a task of a job costs for so many seconds, in US dollars of us-east-1: an estimate, since the minutes of pulling the image are billed
 * too, and other regions ask more.
 * @param own what a person gave to this run alone, and whether it had left Spot
 * @returns nothing for a task definition of others, whose size only the account knows
 */
export const taskDollars = (
  job: Sized,
  seconds: number,
  own: Pick<RunRecord, 'cpu' | 'memory' | 'onDemand'> = {},
): number | undefined => {
  const isForeign = job.taskDefinition !== undefined
  const [cpu, memory] = [own.cpu ?? job.cpu, own.memory ?? job.memory]
  if (isForeign && (cpu === undefined || memory === undefined)) return undefined
  const price = (item: string): number => hoursPrices.hourly[item] ?? 0
  const name = job.architecture ?? 'x86_64'
  const hour =
    ((cpu ?? usualSize.cpu) / 1024) * price(`fargate:${name}:vcpu`) +
    ((memory ?? usualSize.memory) / 1024) * price(`fargate:${name}:gb`) +
    Math.max(0, (job.ephemeralStorage ?? freeStorage) - freeStorage) * price('fargate:storage')
  const share = job.spot && !own.onDemand ? spotShare : 1
  return (hour * share * Math.max(leastSeconds, seconds)) / 3_600
}

/** A run with all of its attempts. */
export type Ran = Pick<RunRecord, 'startedAt' | 'stoppedAt' | 'earlier' | 'cpu' | 'memory' | 'onDemand'>

const secondsOf = ({ startedAt, stoppedAt }: Pick<RunRecord, 'startedAt' | 'stoppedAt'>): number | undefined =>
  startedAt === undefined || stoppedAt === undefined
    ? undefined
    : (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000

/** What the tasks of a run cost that have ended, all attempts together. @returns nothing where none ran, or their size is not known */
export const runDollars = (job: Sized, run: Ran): number | undefined => {
  const earlier = (run.earlier ?? []).map((past) => ({ ...past, onDemand: past.ignored ? undefined : run.onDemand }))
  const attempts = [...earlier, run].flatMap((each) => {
    const seconds = secondsOf(each)
    const { cpu, memory } = run
    return seconds === undefined ? [] : (taskDollars(job, seconds, { cpu, memory, onDemand: each.onDemand }) ?? [])
  })
  return attempts.length === 0 ? undefined : attempts.reduce((sum, each) => sum + each, 0)
}
