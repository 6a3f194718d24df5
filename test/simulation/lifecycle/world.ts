import type { LifecycleRule } from '@aws-sdk/client-s3'
import {
  type HistoryEntry,
  openQuestions,
  type SimulatedKey,
  type Surroundings,
  type Versioning,
} from '../../../shared/lifecycle/simulate.ts'
import { makeRandom, type Random } from '../engine/random.ts'

const day = 86_400_000
const start = Date.UTC(2026, 0, 1)

const classes = ['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'] as const
const prefixes = ['', '', 'logs/', 'logs/keep/', 'log', 'x/'] as const
const keys = ['logs/a', 'logs/keep/b', 'x/c', 'logbook', '/logs/a'] as const
const sizes = [0, 1, 1000, 131_071, 131_072, 500_000] as const
const tags = [{}, { a: '1' }, { a: '1', b: '2' }, { a: '2' }] as const

const list = <Value>(random: Random, most: number, make: () => Value): Value[] =>
  Array.from({ length: random.between(0, most) }, make)

const dayOf = (random: Random): number => (random.chance(0.7) ? random.between(0, 8) : random.between(0, 50))

const midnight = (random: Random): Date => new Date(start + random.between(-5, 45) * day)

const filterOf = (random: Random): Pick<LifecycleRule, 'Filter' | 'Prefix'> => {
  const Prefix = random.pick(prefixes)
  const tag = () => ({ Key: random.pick(['a', 'b']), Value: random.pick(['1', '2']) })
  const size = random.pick(sizes)
  return random.pick<() => Pick<LifecycleRule, 'Filter' | 'Prefix'>>([
    () => ({ Prefix }),
    () => ({ Filter: { Prefix } }),
    () => ({ Filter: { Prefix } }),
    () => ({ Filter: {} }),
    () => ({ Filter: { Tag: tag() } }),
    () => ({ Filter: { ObjectSizeGreaterThan: size } }),
    () => ({ Filter: { ObjectSizeLessThan: size } }),
    () => ({ Filter: { And: { Prefix, Tags: [tag()] } } }),
    () => ({ Filter: { And: { Prefix, ObjectSizeGreaterThan: size } } }),
  ])()
}

const ruleOf = (random: Random, index: number): LifecycleRule => {
  const keep = () => (random.chance(0.3) ? { NewerNoncurrentVersions: random.between(1, 3) } : {})
  const due = () => (random.chance(0.85) ? { Days: dayOf(random) } : { Date: midnight(random) })
  const rule: LifecycleRule = {
    ID: `rule-${index}`,
    Status: random.chance(0.9) ? 'Enabled' : 'Disabled',
    ...filterOf(random),
  }
  if (random.chance(0.4)) rule.Transitions = list(random, 2, () => ({ ...due(), StorageClass: random.pick(classes) }))
  if (random.chance(0.4)) rule.Expiration = random.chance(0.25) ? { ExpiredObjectDeleteMarker: true } : due()
  if (random.chance(0.35))
    rule.NoncurrentVersionTransitions = list(random, 2, () => ({
      NoncurrentDays: dayOf(random),
      StorageClass: random.pick(classes),
      ...keep(),
    }))
  if (random.chance(0.4)) rule.NoncurrentVersionExpiration = { NoncurrentDays: random.between(1, 20), ...keep() }
  if (random.chance(0.15)) rule.AbortIncompleteMultipartUpload = { DaysAfterInitiation: random.between(1, 9) }
  return rule
}

const instant = (random: Random): Date =>
  new Date(start + random.between(0, 30) * day + random.pick([0, 1, 38_000_000, 38_000_000, 71_234_567, day - 1]))

const entryOf = (random: Random, versioning: SimulatedKey['versioning']): HistoryEntry => {
  const at = instant(random)
  if (random.chance(0.2)) return { what: 'delete', at }
  const put = {
    at,
    size: random.pick(sizes),
    tags: random.pick(tags),
    ...(random.chance(0.2) ? { storageClass: random.pick(classes) } : {}),
    ...(versioning !== 'off' && random.chance(0.2) ? { hasVersionId: random.chance(0.5) } : {}),
    ...(random.chance(0.1) ? { newerOldVersions: random.between(1, 3) } : {}),
  }
  if (random.chance(0.85)) return { what: 'put', ...put }
  const completed = new Date(at.getTime() + random.between(0, 12) * day + random.pick([1, 5_000_000]))
  return { what: 'upload', ...put, ...(random.chance(0.5) ? { completed } : {}) }
}

/** A random key with what people did to it, and a random set of rules. */
export interface World {
  readonly simulated: SimulatedKey
  readonly surroundings: Surroundings
}

/** The world of a seed. @param only indices of the rules that are kept; default all */
export const makeWorld = (seed: number, only?: readonly number[]): World & { readonly rules: number } => {
  const random = makeRandom(seed)
  const versioning = random.pick<Versioning>(['off', 'enabled', 'enabled', 'suspended'])
  const made = [entryOf(random, versioning), ...list(random, 3, () => entryOf(random, versioning))]
  const history = made.sort((one, other) => Number(one.at) - Number(other.at))
  const all = list(random, 5, () => 0).map((_, index) => ruleOf(random, index))
  const otherWay = random.chance(0.5) ? openQuestions.filter(() => random.chance(0.2)) : []
  return {
    simulated: { key: random.pick(keys), history, versioning },
    rules: all.length,
    surroundings: {
      rules: all.filter((_, index) => only === undefined || only.includes(index)),
      minimumSize: random.pick(['all_storage_classes_128K', 'varies_by_storage_class']),
      until: new Date(start + random.between(20, 120) * day),
      otherWay,
      ...(random.chance(0.2) ? { rulesSince: instant(random) } : {}),
    },
  }
}
