import { awaitAll } from '../../shared/await-all.ts'
import { errorName, errorText, isPermanentAwsError, PermanentError, TransientError } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { log, redact } from '../../shared/log.ts'
import { type MetricDataRequest, toMetricData } from '../../shared/metrics/metric-data.ts'
import { dimensionsKey, type Sample, toSeries } from '../../shared/metrics/series.ts'
import { dimensionsOf, type Sources, type Target } from './collectors/collector.ts'

/** What the collector works with. */
export interface CollectWorld {
  readonly sources: Sources
  /** @throws the error of PutMetricData */
  readonly push: (request: MetricDataRequest) => Promise<void>
}

/** Reads one target. */
const look = async (target: Target, { sources }: CollectWorld, now: Date): Promise<Sample[]> =>
  (await target.read(sources, now)).map((reading) => ({ dimensions: target.dimensions, ...reading }))

const within = async <Value>(work: Promise<Value>, ms: number): Promise<Value> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TransientError(`No answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

interface Outcome {
  readonly target: Target
  readonly samples: readonly Sample[]
  readonly failure?: 'permanent' | 'transient'
}

const tryToLook = async (target: Target, world: CollectWorld, now: Date, patience: number): Promise<Outcome> => {
  const { kind, text, dimensions } = target
  try {
    const samples = await within(look(target, world, now), patience)
    if (samples.length === 0) log.info('nothing to measure', { collector: kind, target: text, dimensions })
    return { target, samples }
  } catch (error) {
    const failure = error instanceof PermanentError || isPermanentAwsError(error) ? 'permanent' : 'transient'
    const detail = redact(errorText(error))
    log.error('collector failed', {
      collector: kind,
      target: text,
      dimensions,
      failure,
      error: errorName(error),
      detail,
    })
    return { target, samples: [], failure }
  }
}

/** How many targets failed, of each kind of which one did, and in all; and each by its name, of which the config has so many. */
const failuresOf = (failed: readonly Outcome[]): Sample[] => {
  const count = (value: number, dimensions: Sample['dimensions']): Sample => ({
    name: 'CollectorFailures',
    value,
    unit: 'Count',
    dimensions,
  })
  const byKind = Map.groupBy(failed, ({ target }) => target.kind)
  return [
    ...failed.map(({ target: { kind, text } }) => count(1, dimensionsOf({ Collector: kind, Target: text }))),
    ...byKind.entries().map(([kind, those]) => count(those.length, { Collector: kind })),
    count(failed.length, {}),
  ]
}

const seriesKey = ({ name, dimensions }: Sample): string => `${name} ${dimensionsKey(dimensions)}`

/**
 * What may be pushed: what was measured comes before which targets failed, because the log names these too. Some are known only after reading, such as
 * the certificates of a load balancer: what a synthesis could not count is refused here, in the log and as a failure, which has an alarm.
 */
const withinBudget = (
  measured: readonly Sample[],
  failures: readonly Sample[],
  budget: number | undefined,
): Sample[] => {
  const [total, ...split] = failures.toReversed()
  const all = [...(total ? [total] : []), ...measured, ...split]
  const keys = [...new Set(all.map(seriesKey))]
  if (budget === undefined || keys.length <= budget) return [...measured, ...failures]
  const allowed = new Set(keys.slice(0, Math.max(1, budget)))
  const kept = (sample: Sample): boolean => allowed.has(seriesKey(sample))
  const refused = [...new Set(measured.filter((sample) => !kept(sample)).map(seriesKey))]
  log.error('series budget exceeded', {
    budget,
    series: keys.length,
    refused: refused.slice(0, 20),
    fix: `name fewer things to measure, or raise metrics.seriesBudget by ${keys.length - budget}`,
  })
  return [...measured, ...failures]
    .filter(kept)
    .map((sample) => (sample === total && refused.length > 0 ? { ...sample, value: sample.value + 1 } : sample))
}

const push = async (
  samples: readonly Sample[],
  world: CollectWorld,
  { namespace, now, bySecond = [] }: Pick<CollectOptions, 'namespace' | 'now' | 'bySecond'>,
) => {
  const requests = toMetricData(toSeries(samples), { namespace, timestamp: now, bySecond: new Set(bySecond) })
  await awaitAll(requests.map(world.push))
}

export interface CollectOptions {
  readonly namespace: string
  readonly now: Date
  /** Names of metrics that CloudWatch keeps by the second. Default none. */
  readonly bySecond?: readonly string[] | undefined
  /** Most series that may be pushed at once. Default: no limit. */
  readonly seriesBudget?: number | undefined
  /** Milliseconds that the next target may take. */
  readonly patience: () => number
}

/**
 * Looks at every target and pushes what was measured. A target that fails stops no other: it is logged by name, and counted in
 * `CollectorFailures`, once by its kind and once in all, which has an alarm.
 * @returns what was pushed
 * @throws TransientError when every target failed and a later try can mend it; the error of PutMetricData
 */
export const collect = async (
  targets: readonly Target[],
  world: CollectWorld,
  { patience, ...options }: CollectOptions,
): Promise<Sample[]> => {
  const outcomes = await inParallel(targets, 8, (target) => tryToLook(target, world, options.now, patience()))
  const failed = outcomes.filter(({ failure }) => failure)
  const samples = withinBudget(
    outcomes.flatMap((outcome) => outcome.samples),
    failuresOf(failed),
    options.seriesBudget,
  )
  await push(samples, world, options)
  if (failed.length > 0 && failed.length === targets.length && failed.some(({ failure }) => failure === 'transient'))
    throw new TransientError(`Nothing could be measured: all ${failed.length} targets failed`)
  return samples
}
