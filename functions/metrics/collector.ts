import { awaitAll } from '../../shared/await-all.ts'
import { errorName, errorText, isPermanentAwsError, PermanentError, TransientError } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { log, redact } from '../../shared/log.ts'
import { toMetricData } from '../../shared/metrics/metric-data.ts'
import { type Sample, toSeries } from '../../shared/metrics/series.ts'
import type { MetricsEffects } from './effects.ts'
import {
  measureBacklog,
  measureCertificate,
  measureJob,
  measureNewestObject,
  measureService,
  measureSmsSpending,
  measureStorage,
  type Reading,
} from './measure.ts'
import { findNewest } from './newest-object.ts'
import { dimensionsOf, type Target, targetText } from './targets.ts'

/** Reads the state of one target and measures it. */
const look = async (target: Target, effects: MetricsEffects, now: Date): Promise<Sample[]> => {
  const samples = (readings: readonly Reading[], dimensions = target.dimensions): Sample[] =>
    readings.map((reading) => ({ ...reading, dimensions }))
  switch (target.kind) {
    case 'backlog': {
      const { queue, cluster, service } = target
      const [waiting, tasks] = await Promise.all([effects.waitingMessages(queue), effects.taskCounts(cluster, service)])
      return samples(measureBacklog(waiting, tasks))
    }
    case 'service':
      return samples(measureService(await effects.taskCounts(target.cluster, target.service)))
    case 'database':
      return samples(measureStorage(await effects.storage(target.database, now)))
    case 'newest-object': {
      const { bucket, prefix } = target
      return samples(measureNewestObject(await findNewest((from) => effects.listObjects(bucket, prefix, from)), now))
    }
    case 'certificate': {
      const { domain, notAfter } = await effects.certificate(target.arn)
      return samples(measureCertificate(notAfter, now), dimensionsOf({ Certificate: domain }))
    }
    case 'job':
      return samples(measureJob(await effects.job(target.job), now))
    case 'sms-spending':
      return samples(measureSmsSpending(await effects.smsSpending(target.region, now)))
  }
}

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

const tryToLook = async (target: Target, effects: MetricsEffects, now: Date, patience: number): Promise<Outcome> => {
  const { kind, dimensions } = target
  try {
    const samples = await within(look(target, effects, now), patience)
    if (samples.length === 0)
      log.info('nothing to measure', { collector: kind, target: targetText(target), dimensions })
    return { target, samples }
  } catch (error) {
    const failure = error instanceof PermanentError || isPermanentAwsError(error) ? 'permanent' : 'transient'
    const detail = redact(errorText(error))
    log.error('collector failed', {
      collector: kind,
      target: targetText(target),
      dimensions,
      failure,
      error: errorName(error),
      detail,
    })
    return { target, samples: [], failure }
  }
}

/** How many targets failed, of each kind of which one did, and in all. The kinds are few; the log names the targets. */
const failuresOf = (failed: readonly Outcome[]): Sample[] => {
  const count = (value: number, dimensions: Sample['dimensions']): Sample => ({
    name: 'CollectorFailures',
    value,
    unit: 'Count',
    dimensions,
  })
  const byKind = Map.groupBy(failed, ({ target }) => target.kind)
  return [
    ...byKind.entries().map(([kind, those]) => count(those.length, { Collector: kind })),
    count(failed.length, {}),
  ]
}

const push = async (samples: readonly Sample[], effects: MetricsEffects, namespace: string, now: Date) => {
  const requests = toMetricData(toSeries(samples), { namespace, timestamp: now })
  await awaitAll(requests.map(effects.push))
}

export interface CollectOptions {
  readonly namespace: string
  readonly now: Date
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
  effects: MetricsEffects,
  { namespace, now, patience }: CollectOptions,
): Promise<Sample[]> => {
  const outcomes = await inParallel(targets, 8, (target) => tryToLook(target, effects, now, patience()))
  const failed = outcomes.filter(({ failure }) => failure)
  const samples: Sample[] = [...outcomes.flatMap((outcome) => outcome.samples), ...failuresOf(failed)]
  await push(samples, effects, namespace, now)
  if (failed.length > 0 && failed.length === targets.length && failed.some(({ failure }) => failure === 'transient'))
    throw new TransientError(`Nothing could be measured: all ${failed.length} targets failed`)
  return samples
}
