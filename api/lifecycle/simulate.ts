import { ownerByName, type RuleOwner } from '../../functions/lifecycle/rules/owner.ts'
import { planBucket } from '../../functions/lifecycle/rules/plan.ts'
import { wantedBuckets } from '../../functions/lifecycle/rules/policies.ts'
import type { Config } from '../../shared/config/schema.ts'
import { daysOf, dollarsBetween, type LifeDay, type LifeSurroundings, lifeOf } from '../../shared/lifecycle/life.ts'
import { type OtherWay, otherWaysOf, type SimulatedObject, type Step } from '../../shared/lifecycle/simulate.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { ownOutput } from './own-buckets.ts'
import { readerOf } from './plan.ts'

/** A bucket in which an object may be, with the rules that act on it there. */
export interface Place extends Omit<LifeSurroundings, 'until'> {
  readonly bucket: string
  readonly versioning: NonNullable<SimulatedObject['versioning']>
  /** Which rules these are. Default those of the config. */
  readonly by?: 'config' | 'now' | 'after apply'
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
      minimumSize: each.minimumSize,
      tierings: each.tierings,
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
      // Only what goes to Intelligent-Tiering has tiers; whoever may not read their configurations sees those without archives.
      const isTiered = rules.some((rule) =>
        [...(rule.Transitions ?? []), ...(rule.NoncurrentVersionTransitions ?? [])].some(
          ({ StorageClass }) => StorageClass === 'INTELLIGENT_TIERING',
        ),
      )
      const { tierings } = isTiered ? await buckets.read(name, false, true).catch(() => ({ tierings: undefined })) : {}
      return {
        bucket: name,
        rules,
        minimumSize,
        tierings,
        by: 'now',
        versioning: isOn || versioned ? 'enabled' : suspended ? 'suspended' : 'off',
      }
    }),
  )
}

/** The buckets as they are now and as they would be once the config was applied, beside rules of others. */
export const comparedPlaces = async (
  deployment: Pick<Deployment, 'config' | 'outputs' | 'output' | 'connect'>,
  choice: PlaceChoice,
): Promise<Place[]> => {
  const { config, output } = deployment
  const wanted = wantedBuckets(config.lifecycle?.buckets ?? [], config.name, (each) => output(ownOutput[each]))
  const now = await livePlaces(deployment, choice)
  return now.flatMap((place): Place[] => {
    const found = wanted.find(({ bucket }) => bucket === place.bucket)
    const by = (each: Place, rulesOf: NonNullable<Place['by']>): Place => ({ ...each, by: rulesOf })
    if (!found) return [by(place, 'now')]
    const versioning = found.versioned ? 'enabled' : place.versioning
    return [
      by(place, 'now'),
      by(
        {
          ...place,
          versioning,
          rules: planBucket(found, { rules: place.rules }).put,
          minimumSize: found.minimumSize ?? place.minimumSize,
          tierings: found.tierings ?? place.tierings,
        },
        'after apply',
      ),
    ]
  })
}

/** Years that are looked ahead: longer than any minimum, shorter than a rule of 100 years. */
const years = 20

const dayMs = 86_400_000

/** When the look ahead ends. */
export const horizonOf = (created: Date): Date => new Date(created.getTime() + years * 366 * dayMs)

/** What happens to an object in one bucket, as `nightshift lifecycle simulate --json` prints it. */
export interface SimulatedRow extends Pick<Step, 'what' | 'storageClass' | 'rule' | 'assumptions'> {
  readonly bucket: string
  /** Which rules of the bucket: those of the config, those that it has now, or those that it would have then. */
  readonly by: NonNullable<Place['by']>
  /** ISO 8601 */
  readonly at: string
  /** Days since it was written. */
  readonly day: number
  /** Whose rule it is; absent where a person did it. */
  readonly owner?: RuleOwner
  /** US dollars from its writing until then. */
  readonly dollars: number
  /** US dollars a month from then on. */
  readonly dollarsAMonth: number
}

type Object = Omit<SimulatedObject, 'versioning'>

const rowsOf = (object: Object, { bucket, versioning, by = 'config', ...surroundings }: Place, deployment: string) => {
  const created = new Date(object.created)
  const life = lifeOf({ ...object, versioning }, { ...surroundings, until: horizonOf(created) })
  return life.steps.map(
    (step): SimulatedRow => ({
      bucket,
      by,
      at: step.at.toISOString(),
      day: Math.floor((step.at.getTime() - created.getTime()) / dayMs),
      what: step.what,
      storageClass: step.storageClass,
      rule: step.rule,
      ...(step.what === 'replaced' ? {} : { owner: ownerByName(step.rule, deployment) }),
      dollars: dollarsBetween(life, created, step.at),
      dollarsAMonth:
        life.stays.find(({ from, until }) => from <= step.at && (!until || until > step.at))?.dollarsAMonth ?? 0,
      assumptions: step.assumptions,
    }),
  )
}

/** What happens to one object in each of some buckets, oldest first. @param deployment whose rules are `ours` */
export const simulateObject = (object: Object, places: readonly Place[], deployment = ''): SimulatedRow[] =>
  places.flatMap((place) => rowsOf(object, place, deployment))

/** One day of an object in one bucket. */
export interface SimulatedDay extends Omit<LifeDay, 'steps'> {
  readonly bucket: string
  readonly by: NonNullable<Place['by']>
}

/** An object day by day in each of some buckets. @param days how many at most */
export const simulateDays = (object: Object, places: readonly Place[], days: number): SimulatedDay[] =>
  places.flatMap(({ bucket, versioning, by = 'config', ...surroundings }) => {
    const until = new Date(new Date(object.created).getTime() + days * dayMs)
    const life = lifeOf({ ...object, versioning }, { ...surroundings, until })
    return daysOf(life, until).map(({ steps: _, ...day }) => ({ bucket, by, ...day }))
  })

/** The open questions on which an object's fate depends, each with what would happen otherwise. */
export const openOf = (object: Object, places: readonly Place[]): OtherWay[] =>
  places.flatMap(({ bucket: _, versioning, by: __, ...surroundings }) =>
    otherWaysOf({ ...object, versioning }, { ...surroundings, until: horizonOf(new Date(object.created)) }),
  )
