import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { BucketState } from '../../../functions/lifecycle/rules/plan.ts'
import type { Sample } from '../../../functions/lifecycle/rules/shortening.ts'
import type { Buckets } from '../../../functions/lifecycle/world/effects.ts'

export interface FakeBuckets extends Buckets {
  readonly state: Map<string, BucketState>
  /** Every change that was asked for, such as `putRules photos`. */
  readonly calls: string[]
  readonly waits: number[]
  readonly tags: Map<string, Readonly<Record<string, string>>>
  /** What is in a bucket. */
  readonly objects: Map<string, Sample>
  /** How many calls were ever under way at once. */
  readonly mostAtOnce: () => number
}

type Fault = (call: string, bucket: string, attempt: number) => Error | undefined

/** An error as the SDK throws it. */
export const awsError = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error(`${name} from S3`), { name, $metadata: { httpStatusCode } })

/** S3 in memory. `fault` may fail the nth attempt of a call to a bucket. */
export const fakeBuckets = (
  buckets: Readonly<Record<string, Partial<BucketState>>>,
  fault: Fault = () => undefined,
): FakeBuckets => {
  const state = new Map<string, BucketState>(
    Object.entries(buckets).map(([name, given]) => [name, { rules: undefined, versioned: false, ...given }]),
  )
  const calls: string[] = []
  const waits: number[] = []
  const tags = new Map<string, Readonly<Record<string, string>>>()
  const objects = new Map<string, Sample>()
  const attempts = new Map<string, number>()
  let busy = 0
  let most = 0

  const call = async (what: string, bucket: string): Promise<BucketState> => {
    busy += 1
    most = Math.max(most, busy)
    await Promise.resolve()
    busy -= 1
    const attempt = (attempts.get(`${what} ${bucket}`) ?? 0) + 1
    attempts.set(`${what} ${bucket}`, attempt)
    const error = fault(what, bucket, attempt)
    if (error) throw error
    const found = state.get(bucket)
    if (!found) throw awsError('NoSuchBucket', 404)
    return found
  }
  const change = async (what: string, bucket: string, next: Partial<BucketState>) => {
    const found = await call(what, bucket)
    calls.push(`${what} ${bucket}`)
    state.set(bucket, { ...found, ...next })
  }
  return {
    state,
    calls,
    waits,
    objects,
    tags,
    mostAtOnce: () => most,
    read: async (bucket, versioning, tierings = false) => {
      const found = structuredClone(await call('read', bucket))
      return {
        ...found,
        versioned: versioning ? found.versioned : undefined,
        tierings: tierings ? (found.tierings ?? []) : undefined,
      }
    },
    putRules: (bucket, rules, minimumSize) =>
      change('putRules', bucket, { rules: structuredClone(rules) as LifecycleRule[], minimumSize }),
    deleteRules: (bucket) => change('deleteRules', bucket, { rules: undefined, minimumSize: undefined }),
    enableVersioning: (bucket) => change('enableVersioning', bucket, { versioned: true }),
    sample: async (bucket) => {
      await call('sample', bucket)
      return objects.get(bucket) ?? { objects: [], complete: true, source: 'a listing' }
    },
    list: async () => [...state.keys()],
    tagsOf: async (bucket) => {
      await call('tagsOf', bucket)
      return tags.get(bucket) ?? {}
    },
    putTiering: async (bucket, tiering) => {
      const others = (state.get(bucket)?.tierings ?? []).filter(({ Id }) => Id !== tiering.Id)
      await change('putTiering', bucket, { tierings: [...others, structuredClone(tiering)] })
    },
    deleteTiering: async (bucket, id) => {
      await change('deleteTiering', bucket, {
        tierings: (state.get(bucket)?.tierings ?? []).filter(({ Id }) => Id !== id),
      })
    },
    wait: async (ms) => {
      waits.push(ms)
    },
  }
}
