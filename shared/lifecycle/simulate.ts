import type { Instant, KeyStep, SimulatedKey, Step, Surroundings, Versioning } from './simulate/model.ts'
import { type OpenQuestion, openQuestions, questions } from './simulate/questions.ts'
import { simulateKey } from './simulate/run.ts'

export type {
  Deletion,
  Happening,
  HistoryEntry,
  Instant,
  KeyStep,
  Put,
  SimulatedKey,
  Step,
  Surroundings,
  Upload,
  Versioning,
} from './simulate/model.ts'
export { type OpenQuestion, openQuestions, questions } from './simulate/questions.ts'
export { simulateKey } from './simulate/run.ts'

/** One version of one object, as it was written. */
export interface SimulatedObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly tags?: Readonly<Record<string, string>>
  /** When it was written; of a multipart upload, when that was begun. */
  readonly created: Instant
  /** Default `STANDARD`. */
  readonly storageClass?: string
  /** The bucket's versioning. Default `off`. */
  readonly versioning?: Versioning
  /** Whether the version has an ID. Default where versioning is enabled; one that was written without has none. */
  readonly hasVersionId?: boolean
  /** When another version or a person's deletion took its place. Default never. Without versioning it is gone then. */
  readonly replaced?: Instant
  /** Newer old versions that stand above it once it is an old one. Default 0. */
  readonly newerOldVersions?: number
}

/** The key that an object alone makes, and with what took its place if that found it still there. */
const keyOf = (object: SimulatedObject, surroundings: Surroundings): SimulatedKey => {
  const { key, created, replaced, versioning = 'off', ...put } = object
  const alone: SimulatedKey = { key, versioning, history: [{ what: 'put', at: created, ...put }] }
  if (replaced === undefined) return alone
  const at = new Date(replaced)
  const isGone = simulateKey(alone, { ...surroundings, until: at }).some(
    (step) => step.at < at && (step.what === 'deleted' || step.what === 'marker-added'),
  )
  const successor = { what: 'put', at, size: 0, untouched: true } as const
  return isGone ? alone : { ...alone, history: [...alone.history, successor] }
}

/**
 * What S3 Lifecycle does to one version of an object under a set of rules, in order, and to the delete marker that it puts
 * above it. It looks at what is due; S3's runs may be a day or more behind, and bill as if they were not. Where AWS's
 * documentation is silent, one way is taken, and the step names it. Pure: no clock, no AWS.
 * @throws RangeError for what is not an instant
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
 */
export const simulate = (object: SimulatedObject, surroundings: Surroundings): Step[] =>
  simulateKey(keyOf(object, surroundings), surroundings)
    .filter(({ version }) => version === 0)
    .map(({ version: _, ...step }) => step)

/** A question that AWS leaves open and that matters here: what is taken for true, and what would happen otherwise. */
export interface OtherWay {
  readonly question: OpenQuestion
  readonly taken: string
  readonly other: string
  readonly steps: readonly KeyStep[]
}

const happenings = (steps: readonly KeyStep[]): string =>
  JSON.stringify(steps.map(({ assumptions: _, ...step }) => step))

/** The open questions on which what happens to a key depends, each with what would happen if S3 did it the other way. */
export const otherWays = (simulated: SimulatedKey, surroundings: Surroundings): OtherWay[] => {
  const taken = happenings(simulateKey(simulated, surroundings))
  return openQuestions.flatMap((question) => {
    const steps = simulateKey(simulated, { ...surroundings, otherWay: [...(surroundings.otherWay ?? []), question] })
    return happenings(steps) === taken ? [] : [{ question, ...questions[question], steps }]
  })
}

/** The same for one version of an object, as `simulate` takes it. */
export const otherWaysOf = (object: SimulatedObject, surroundings: Surroundings): OtherWay[] =>
  otherWays(keyOf(object, surroundings), surroundings)
