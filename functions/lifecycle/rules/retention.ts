import type { RetentionConfig } from '../../../shared/config/lifecycle/retention.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { fits } from '../../../shared/wildcards.ts'
import { bytesText } from './shortening.ts'

const dayMs = 86_400_000

/** A log group as it was read. */
export interface FoundLogGroup {
  readonly name: string
  /** Undefined where events never expire. */
  readonly days: number | undefined
  readonly created: Date
  readonly bytes: number
}

export interface FoundQueue {
  readonly name: string
  readonly url: string
  readonly seconds: number
  /** Messages that wait, as SQS counts them. */
  readonly waiting: number
}

/** A data stream as it was read. */
export interface FoundStream {
  readonly name: string
  readonly hours: number
  readonly created: Date
}

export interface FoundImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushed: Date
  readonly bytes: number
}

/** What is done so that something is kept as long as it should be. */
export type RetentionAct =
  | { readonly do: 'log-days'; readonly group: string; readonly days: number | 'never' }
  | { readonly do: 'queue-seconds'; readonly url: string; readonly seconds: number }
  | { readonly do: 'stream-hours'; readonly stream: string; readonly hours: number }
  | { readonly do: 'delete-images'; readonly repository: string; readonly digests: readonly string[] }

/** What is to be done about one thing. */
export interface RetentionPlan {
  /** `log group /aws/lambda/x`, `queue x`, `repository x`. */
  readonly subject: string
  /** The policy that it is to have, the same text for the same policy. */
  readonly wanted: string
  /** What is there now and what then, in words. */
  readonly words: string
  /** Undefined where all is as it should be. */
  readonly act?: RetentionAct
  /** What of what is there now would be gone soon. */
  readonly loss?: { readonly objects: number; readonly bytes: number; readonly newest?: string; readonly words: string }
}

const daysText = (days: number | 'never' | undefined): string =>
  days === undefined || days === 'never' ? 'for ever' : `${days} ${days === 1 ? 'day' : 'days'}`

/** Log groups that an entry is for: the days that they keep events, where these differ. */
export const planLogGroups = (
  groups: readonly FoundLogGroup[],
  { logGroups }: Pick<RetentionConfig, 'logGroups'>,
  now: Date,
): RetentionPlan[] =>
  groups.flatMap(({ name, days, created, bytes }): RetentionPlan[] => {
    const entry = logGroups.find((each) => fits(each.groups, name))
    if (!entry) return []
    const plan = {
      subject: `log group ${name}`,
      wanted: `days ${entry.days}`,
      words: `keeps events ${daysText(entry.days)}${(days ?? 'never') === entry.days ? '' : `, now ${daysText(days)}`}`,
    }
    if ((days ?? 'never') === entry.days) return [plan]
    const act = { do: 'log-days', group: name, days: entry.days } as const
    if (entry.days === 'never' || (days !== undefined && days <= entry.days)) return [{ ...plan, act }]
    const age = Math.floor((now.getTime() - created.getTime()) / dayMs)
    if (bytes === 0 || age <= entry.days) return [{ ...plan, act }]
    return [
      {
        ...plan,
        act,
        loss: {
          objects: 1,
          bytes,
          words: `deletes events of ${name} older than ${daysText(entry.days)}: the group is ${age} days old and has ${bytesText(bytes)}`,
        },
      },
    ]
  })

/** Names of log groups that nothing is said about and whose events never expire: they grow for ever. */
export const everlasting = (
  groups: readonly FoundLogGroup[],
  { logGroups }: Pick<RetentionConfig, 'logGroups'>,
): readonly FoundLogGroup[] =>
  groups
    .filter(({ name, days }) => days === undefined && !logGroups.some((entry) => fits(entry.groups, name)))
    .toSorted((one, other) => other.bytes - one.bytes)

/** Queues that an entry is for: how long they keep messages, where that differs. */
export const planQueues = (
  found: readonly FoundQueue[],
  { queues }: Pick<RetentionConfig, 'queues'>,
): RetentionPlan[] =>
  found.flatMap(({ name, url, seconds, waiting }): RetentionPlan[] => {
    const entry = queues.find((each) => fits(each.queues, name))
    if (!entry) return []
    const wanted = durationSeconds(entry.keep)
    const plan = {
      subject: `queue ${name}`,
      wanted: `seconds ${wanted}`,
      words: `keeps messages ${entry.keep}${wanted === seconds ? '' : `, now ${seconds} seconds`}`,
    }
    if (wanted === seconds) return [plan]
    const act = { do: 'queue-seconds', url, seconds: wanted } as const
    if (wanted > seconds || waiting === 0) return [{ ...plan, act }]
    return [
      {
        ...plan,
        act,
        loss: {
          objects: waiting,
          bytes: 0,
          words: `deletes messages older than ${entry.keep} of the ${waiting} that wait`,
        },
      },
    ]
  })

const hourMs = 3_600_000

/** Data streams that an entry is for: how long they keep records, where that differs. */
export const planStreams = (
  found: readonly FoundStream[],
  { streams }: Pick<RetentionConfig, 'streams'>,
  now: Date,
): RetentionPlan[] =>
  found.flatMap(({ name, hours, created }): RetentionPlan[] => {
    const entry = streams.find((each) => fits(each.streams, name))
    if (!entry) return []
    const wanted = durationSeconds(entry.keep) / 3_600
    const plan = {
      subject: `stream ${name}`,
      wanted: `hours ${wanted}`,
      words: `keeps records ${entry.keep}${wanted === hours ? '' : `, now ${hours} hours`}`,
    }
    if (wanted === hours) return [plan]
    const act = { do: 'stream-hours', stream: name, hours: wanted } as const
    const age = Math.floor((now.getTime() - created.getTime()) / hourMs)
    if (wanted > hours || age < wanted) return [{ ...plan, act }]
    return [
      {
        ...plan,
        act,
        loss: {
          objects: 0,
          bytes: 0,
          words: `makes records of ${name} older than ${entry.keep} unreadable at once: the stream is ${age < 48 ? `${age} hours` : daysText(Math.floor(age / 24))} old and keeps ${hours} hours of them`,
        },
      },
    ]
  })

type RepositoryEntry = RetentionConfig['repositories'][number]

/**
 * Images that go: without a tag and old enough, or beyond the newest so many of every beginning of tags that is said something
 * about. One with a tag that nothing is said about stays, and so does one in use.
 * @param inUse digests that a task definition or a service names, by tag or by digest
 */
export const imagesToDelete = (
  images: readonly FoundImage[],
  { untaggedAfterDays, keepNewest = {} }: Pick<RepositoryEntry, 'untaggedAfterDays' | 'keepNewest'>,
  inUse: ReadonlySet<string>,
  now: Date,
): FoundImage[] => {
  const newestFirst = images.toSorted((one, other) => other.pushed.getTime() - one.pushed.getTime())
  const kept = new Set<string>()
  const counted = new Set<string>()
  for (const [prefix, count] of Object.entries(keepNewest)) {
    const those = newestFirst.filter(({ tags }) => tags.some((tag) => tag.startsWith(prefix)))
    for (const { digest } of those) counted.add(digest)
    // ECR's times are whole seconds: images of the same second as the last one that is kept may be newer than it.
    const last = those[count - 1]?.pushed ?? new Date(0)
    for (const { digest, pushed } of those) if (pushed >= last) kept.add(digest)
  }
  const isCovered = ({ tags }: FoundImage): boolean =>
    tags.every((tag) => Object.keys(keepNewest).some((prefix) => tag.startsWith(prefix)))
  return newestFirst.filter((image) => {
    const { digest, tags, pushed } = image
    if (inUse.has(digest)) return false
    if (tags.length > 0) return counted.has(digest) && !kept.has(digest) && isCovered(image)
    return untaggedAfterDays !== undefined && now.getTime() - pushed.getTime() > untaggedAfterDays * dayMs
  })
}

/** The entry that a repository is kept by. */
export const repositoryEntry = (
  name: string,
  { repositories }: Pick<RetentionConfig, 'repositories'>,
): RepositoryEntry | undefined => repositories.find((each) => fits(each.repositories, name))

/** What of a repository goes. */
export const planRepository = (
  repository: string,
  images: readonly FoundImage[],
  entry: RepositoryEntry,
  inUse: ReadonlySet<string>,
  now: Date,
): RetentionPlan => {
  const gone = imagesToDelete(images, entry, inUse, now)
  const { untaggedAfterDays, keepNewest = {} } = entry
  const kept = Object.entries(keepNewest).map(
    ([prefix, count]) => `the newest ${count} of ${prefix === '' ? 'any tag' : `${prefix}*`}`,
  )
  const policy = [
    ...(untaggedAfterDays === undefined ? [] : [`images without a tag ${daysText(untaggedAfterDays)}`]),
    ...kept,
  ].join(', ')
  const plan = {
    subject: `repository ${repository}`,
    wanted: JSON.stringify([untaggedAfterDays ?? null, Object.entries(keepNewest).sort()]),
    words: `keeps ${policy || 'all images'}`,
  }
  if (gone.length === 0) return plan
  const bytes = gone.reduce((sum, image) => sum + image.bytes, 0)
  const newest = gone[0]?.pushed.toISOString()
  const words = `deletes ${gone.length} of ${images.length} images, ${bytesText(bytes)}, the newest pushed ${newest?.slice(0, 10)}; none is in use`
  return {
    ...plan,
    words: `${plan.words}: ${words}`,
    act: { do: 'delete-images', repository, digests: gone.map(({ digest }) => digest) },
    loss: { objects: gone.length, bytes, ...(newest ? { newest } : {}), words },
  }
}
