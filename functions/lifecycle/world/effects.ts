import { setTimeout } from 'node:timers/promises'
import {
  DeleteBucketIntelligentTieringConfigurationCommand,
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  type IntelligentTieringConfiguration,
  type LifecycleRule,
  ListBucketIntelligentTieringConfigurationsCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3'
import { clientOptions } from '../../../shared/aws.ts'
import { errorName } from '../../../shared/errors.ts'
import type { NotUsed } from '../rules/inventory.ts'
import type { BucketState } from '../rules/plan.ts'
import type { Sample } from '../rules/shortening.ts'
import type { InventoryChoice, InventoryQuestion, InventoryReport } from './inventory.ts'
import { sampleBucket } from './sample.ts'

/** What the reconcile needs from S3. Every call throws the SDK's errors. */
export interface Buckets {
  /** @param versioning whether to ask for that too, which costs a request @param tierings the same for Intelligent-Tiering */
  readonly read: (bucket: string, versioning: boolean, tierings?: boolean) => Promise<BucketState>
  /** Replaces the whole configuration. */
  readonly putRules: (
    bucket: string,
    rules: readonly LifecycleRule[],
    minimumSize: BucketState['minimumSize'],
  ) => Promise<void>
  readonly deleteRules: (bucket: string) => Promise<void>
  readonly enableVersioning: (bucket: string) => Promise<void>
  /** Looks at some of what rules with these scopes are for. @throws what S3 throws */
  readonly sample: (bucket: string, rules: readonly LifecycleRule[], state: BucketState) => Promise<Sample>
  /** The newest report about a bucket, or why none is read. Absent where nobody asks for reports. */
  readonly inventory?: (question: InventoryQuestion) => Promise<InventoryReport | NotUsed | undefined>
  /** Names of all buckets of the account. */
  readonly list: () => Promise<string[]>
  readonly tagsOf: (bucket: string) => Promise<Readonly<Record<string, string>>>
  readonly putTiering: (bucket: string, tiering: IntelligentTieringConfiguration) => Promise<void>
  readonly deleteTiering: (bucket: string, id: string) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
}

/**
 * Buckets in S3, in whatever region they are.
 * @param reports which reports of S3 Inventory are read before a bucket is listed. Default none
 */
export const awsBuckets = (
  client = new S3Client({ ...clientOptions, followRegionRedirects: true }),
  reports?: InventoryChoice,
): Buckets => {
  const readRules = async (Bucket: string) => {
    try {
      return await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
    } catch (error) {
      if (errorName(error) === 'NoSuchLifecycleConfiguration') return undefined
      throw error
    }
  }
  const readTierings = async (Bucket: string): Promise<IntelligentTieringConfiguration[]> => {
    const found: IntelligentTieringConfiguration[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await client.send(
        new ListBucketIntelligentTieringConfigurationsCommand({ Bucket, ContinuationToken }),
      )
      found.push(...(page.IntelligentTieringConfigurationList ?? []))
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken)
    return found
  }
  return {
    read: async (Bucket, versioning, withTierings = false) => {
      const [found, status, tierings] = await Promise.all([
        readRules(Bucket),
        versioning ? client.send(new GetBucketVersioningCommand({ Bucket })) : undefined,
        withTierings ? readTierings(Bucket) : undefined,
      ])
      return {
        rules: found && (found.Rules ?? []),
        minimumSize: found?.TransitionDefaultMinimumObjectSize,
        versioned: status && status.Status === 'Enabled',
        ...(status?.Status === 'Suspended' ? { suspended: true } : {}),
        ...(tierings ? { tierings } : {}),
      }
    },
    putRules: async (Bucket, rules, minimumSize) => {
      await client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: [...rules] },
          // Left out, S3 would put its own default in the place of what somebody chose.
          ...(minimumSize ? { TransitionDefaultMinimumObjectSize: minimumSize } : {}),
        }),
      )
    },
    deleteRules: async (Bucket) => {
      await client.send(new DeleteBucketLifecycleCommand({ Bucket }))
    },
    enableVersioning: async (Bucket) => {
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    },
    sample: (bucket, rules, state) => sampleBucket(client, bucket, rules, state),
    // Loaded by whoever has a change to look at.
    ...(reports
      ? {
          inventory: async (question) =>
            question.address || reports.from.length > 0
              ? (await import('./inventory.ts')).findInventory(client, reports, question)
              : undefined,
        }
      : {}),
    list: async () => {
      const names: string[] = []
      for await (const { Buckets: found = [] } of paginateListBuckets({ client }, { MaxBuckets: 1_000 }))
        names.push(...found.flatMap(({ Name }) => Name ?? []))
      return names
    },
    tagsOf: async (Bucket) => {
      try {
        const { TagSet = [] } = await client.send(new GetBucketTaggingCommand({ Bucket }))
        return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]))
      } catch (error) {
        if (errorName(error) === 'NoSuchTagSet') return {}
        throw error
      }
    },
    putTiering: async (Bucket, tiering) => {
      await client.send(
        new PutBucketIntelligentTieringConfigurationCommand({
          Bucket,
          Id: tiering.Id,
          IntelligentTieringConfiguration: tiering,
        }),
      )
    },
    deleteTiering: async (Bucket, Id) => {
      await client.send(new DeleteBucketIntelligentTieringConfigurationCommand({ Bucket, Id }))
    },
    wait: async (ms) => {
      await setTimeout(ms * (0.5 + Math.random() / 2))
    },
  }
}
