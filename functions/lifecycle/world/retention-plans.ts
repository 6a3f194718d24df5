import type { RetentionConfig } from '../../../shared/config/lifecycle/retention.ts'
import { ecrParts } from '../../../shared/ecr-image.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { fits } from '../../../shared/wildcards.ts'
import { explainRetentionFailure } from '../rules/failure.ts'
import type { RetentionFailure } from '../rules/retained-failures.ts'
import {
  everlasting,
  type FoundImage,
  planLogGroups,
  planQueues,
  planRepository,
  planStreams,
  type RetentionPlan,
  repositoryEntry,
} from '../rules/retention.ts'
import type { RetainedThings } from './retention.ts'

/** What is to be done about how long things are kept, and what could not be read. */
export interface RetentionPlans {
  readonly plans: readonly RetentionPlan[]
  /** What grows for ever and nothing is said about, one line each. */
  readonly remarks: readonly { readonly subject: string; readonly words: string }[]
  readonly failed: readonly RetentionFailure[]
}

const nothing: RetentionPlans = { plans: [], remarks: [], failed: [] }

const attempt = async (subject: string, plan: () => Promise<RetentionPlans>): Promise<RetentionPlans> => {
  try {
    return await plan()
  } catch (error) {
    return { ...nothing, failed: [{ subject, ...explainRetentionFailure(error) }] }
  }
}

/** The digests of a repository's images that somebody names by tag or by digest. */
export const digestsInUse = (
  repository: string,
  images: readonly FoundImage[],
  inUse: readonly string[],
): Set<string> => {
  const named = inUse.map(ecrParts).filter((parts) => parts?.repository === repository)
  return new Set(
    images
      .filter(({ digest, tags }) =>
        named.some((parts) => parts?.digest === digest || (parts?.tag !== undefined && tags.includes(parts.tag))),
      )
      .map(({ digest }) => digest),
  )
}

const repositoryPlans = async (config: RetentionConfig, things: RetainedThings, now: Date): Promise<RetentionPlans> => {
  const wanted = (await things.repositories()).flatMap((name) => {
    const entry = repositoryEntry(name, config)
    return entry ? [{ name, entry }] : []
  })
  if (wanted.length === 0) return nothing
  const inUse = await things.imagesInUse()
  const each = await inParallel(wanted, 4, ({ name, entry }) =>
    attempt(`repository ${name}`, async () => {
      const images = await things.images(name)
      return { ...nothing, plans: [planRepository(name, images, entry, digestsInUse(name, images, inUse), now)] }
    }),
  )
  return merge(each)
}

const merge = (all: readonly RetentionPlans[]): RetentionPlans => ({
  plans: all.flatMap(({ plans }) => plans),
  remarks: all.flatMap(({ remarks }) => remarks),
  failed: all.flatMap(({ failed }) => failed),
})

/**
 * Looks at log groups, queues, streams and repositories and says what is to be done. It writes nothing, and what cannot be read of one kind
 * stops no other. Where it is not known what is in use, no image goes.
 */
export const retentionPlans = async (
  config: RetentionConfig,
  things: RetainedThings,
  now: Date,
): Promise<RetentionPlans> => {
  const { queues, streams, repositories, logGroups } = config
  return merge([
    logGroups.length === 0
      ? nothing
      : await attempt('log groups', async () => {
          const groups = await things.logGroups()
          const remarks = everlasting(groups, config).map(({ name, bytes }) => ({
            subject: `log group ${name}`,
            words: `keeps events for ever (${bytes} bytes now), and lifecycle.retention.logGroups says nothing about it`,
          }))
          return { plans: planLogGroups(groups, config, now), remarks, failed: [] }
        }),
    queues.length === 0
      ? nothing
      : await attempt('queues', async () => {
          const found = await things.queues((name) => queues.some((entry) => fits(entry.queues, name)))
          return { ...nothing, plans: planQueues(found, config) }
        }),
    streams.length === 0
      ? nothing
      : await attempt('streams', async () => {
          const found = await things.streams((name) => streams.some((entry) => fits(entry.streams, name)))
          return { ...nothing, plans: planStreams(found, config, now) }
        }),
    repositories.length === 0 ? nothing : await attempt('repositories', () => repositoryPlans(config, things, now)),
  ])
}
