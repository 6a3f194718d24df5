import { wantedBuckets } from '../../functions/lifecycle/rules/policies.ts'
import type { Config } from '../../shared/config/schema.ts'
import { type SimulatedObject, type Step, type Surroundings, simulate } from '../../shared/lifecycle/simulate.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { ownOutput } from './own-buckets.ts'
import { readerOf } from './plan.ts'

/** A bucket in which an object may be, with the rules that act on it there. */
export interface Place extends Omit<Surroundings, 'until'> {
  readonly bucket: string
  readonly versioning: NonNullable<SimulatedObject['versioning']>
}

/** Which buckets are meant, and what is assumed of them. */
export interface PlaceChoice {
  /** A name, or `uploads` or `thumbnails`; default: all of the config. */
  readonly bucket?: string | undefined
  /** As if the buckets had versioning. */
  readonly versioned?: true | undefined
}

/** The buckets of the config with the rules that they would have from it alone. */
export const configPlaces = ({ lifecycle, name }: Config, { bucket, versioned }: PlaceChoice): Place[] => {
  const places = wantedBuckets(lifecycle?.buckets ?? [], name, (own) => `own('${own}')`).map(
    (each): Place => ({
      bucket: each.bucket,
      rules: each.rules,
      versioning: each.versioned || versioned ? 'enabled' : 'off',
    }),
  )
  const chosen =
    bucket === undefined ? places : places.filter((each) => [bucket, `own('${bucket}')`].includes(each.bucket))
  if (chosen.length === 0)
    throw new UsageError(
      bucket === undefined
        ? 'No bucket has a lifecycle policy: nightshift.config.ts has no lifecycle.'
        : `nightshift.config.ts has no lifecycle policy for "${bucket}"; it has: ${places.map((each) => each.bucket).join(', ') || 'none'}. Ask for what the bucket has now by --live.`,
    )
  return chosen
}

/** The same buckets, or the one that is asked for, with the rules that they have now, everybody's. */
export const livePlaces = async (
  deployment: Pick<Deployment, 'config' | 'outputs' | 'output' | 'connect'>,
  { bucket, versioned }: PlaceChoice,
): Promise<Place[]> => {
  const { config, outputs, output } = deployment
  const own = (name: string): string | undefined =>
    name === 'uploads' || name === 'thumbnails' ? outputs[ownOutput[name]] : undefined
  const names =
    bucket === undefined
      ? wantedBuckets(config.lifecycle?.buckets ?? [], config.name, (each) => output(ownOutput[each])).map(
          (each) => each.bucket,
        )
      : [own(bucket) ?? bucket]
  const buckets = readerOf(deployment)
  return Promise.all(
    names.map(async (name): Promise<Place> => {
      const { rules = [], minimumSize, versioned: isOn, suspended } = await buckets.read(name, true)
      return {
        bucket: name,
        rules,
        minimumSize,
        versioning: isOn || versioned ? 'enabled' : suspended ? 'suspended' : 'off',
      }
    }),
  )
}

/** Years that are looked ahead: longer than any minimum, shorter than a rule of 100 years. */
const years = 20

const dayMs = 86_400_000

/** What happens to an object in one bucket, as `nightshift lifecycle simulate --json` prints it. */
export interface SimulatedRow extends Pick<Step, 'what' | 'storageClass' | 'rule' | 'assumptions'> {
  readonly bucket: string
  /** ISO 8601 */
  readonly at: string
  /** Days since it was written. */
  readonly day: number
}

/** What happens to one object in each of some buckets, oldest first. */
export const simulateObject = (
  object: Omit<SimulatedObject, 'versioning'>,
  places: readonly Place[],
): SimulatedRow[] => {
  const { created } = object
  const until = new Date(created.getTime() + years * 366 * dayMs)
  return places.flatMap(({ bucket, versioning, ...surroundings }) =>
    simulate({ ...object, versioning }, { ...surroundings, until }).map((step) => ({
      bucket,
      at: step.at.toISOString(),
      day: Math.floor((step.at.getTime() - created.getTime()) / dayMs),
      what: step.what,
      storageClass: step.storageClass,
      rule: step.rule,
      assumptions: step.assumptions,
    })),
  )
}
