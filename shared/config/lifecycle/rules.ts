import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import { bucketSchema } from '../values.ts'
import { actionsOf, covers, preempts } from './overlaps.ts'
import { namedRules } from './presets.ts'
import { type LifecycleRuleConfig, type PresetName, presetNames, ruleSchema } from './schema.ts'
import { transitionProblems } from './transitions.ts'

type Path = readonly PropertyKey[]

/** The rules of one bucket as far as they can be read: what is not well formed is left out, and nothing else. */
interface Readable {
  readonly presets: readonly PresetName[]
  readonly rules: Readonly<Record<string, LifecycleRuleConfig>>
  /** Names of rules of which something had to be left out. */
  readonly broken: ReadonlySet<string>
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const mostRules = 1_000

/** What a rule does, in words that are the same for two rules that do the same to the same versions. */
const actions = (rule: LifecycleRuleConfig): string[] => [
  ...(rule.transitions ?? []).map(({ to }) => `move current versions to ${to}`),
  ...(rule.expireAfterDays === undefined && rule.expireOn === undefined ? [] : ['delete current versions']),
  ...(rule.oldVersionTransitions ?? []).map(({ to }) => `move old versions to ${to}`),
  ...(rule.expireOldVersionsAfterDays === undefined ? [] : ['delete old versions']),
  ...(rule.removeDeleteMarkers ? ['remove delete markers'] : []),
  ...(rule.abortUploadsAfterDays === undefined ? [] : ['give up uploads']),
]

const scope = ({ prefix = '', tags = {}, largerThan, smallerThan }: LifecycleRuleConfig): string =>
  JSON.stringify([
    prefix,
    largerThan,
    smallerThan,
    Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)),
  ])

/** A deletion must come later than every transition before it. */
const deletionProblem = (
  path: Path,
  days: number | undefined,
  transitions: LifecycleRuleConfig['transitions'],
): string[] => {
  const last = Math.max(-1, ...(transitions ?? []).map((each) => ('days' in each ? each.days : -1)))
  return days !== undefined && days <= last
    ? [problem(path, days, `more than ${last} days, because the last transition is at ${last}`)]
    : []
}

/** Days and dates do not mix in one rule, and a deletion comes after every move. */
const dateProblems = ({ transitions = [], expireAfterDays, expireOn }: LifecycleRuleConfig, path: Path): string[] => {
  const dates = transitions.flatMap((each) => ('on' in each ? [each.on] : []))
  const byDays = expireAfterDays !== undefined || dates.length < transitions.length
  const first = dates[0] ?? expireOn
  const last = dates.toSorted().at(-1)
  return [
    ...(byDays && first !== undefined
      ? [
          problem(
            expireOn === undefined ? [...path, 'transitions'] : [...path, 'expireOn'],
            first,
            'days or dates in one rule, not both; give one of them a rule of its own',
          ),
        ]
      : []),
    ...(expireOn !== undefined && last !== undefined && expireOn <= last
      ? [problem([...path, 'expireOn'], expireOn, `a date after ${last}, that of the last transition`)]
      : []),
  ]
}

const sizeProblems = (
  { largerThan, smallerThan, abortUploadsAfterDays }: LifecycleRuleConfig,
  path: Path,
): string[] => [
  ...(largerThan !== undefined && smallerThan !== undefined && smallerThan <= largerThan + 1
    ? [
        problem(
          [...path, 'smallerThan'],
          smallerThan,
          `more than ${largerThan + 1} bytes, so that some size is over ${largerThan} and under it`,
        ),
      ]
    : []),
  ...(abortUploadsAfterDays !== undefined && (largerThan ?? smallerThan) !== undefined
    ? [
        problem(
          [...path, 'abortUploadsAfterDays'],
          abortUploadsAfterDays,
          'no sizes in the same rule, because an upload has none before it is complete',
        ),
      ]
    : []),
]

const ruleProblems = (rule: LifecycleRuleConfig, path: Path, broken: boolean): string[] => {
  const tagged = Object.keys(rule.tags ?? {}).length > 0
  return [
    ...(actions(rule).length === 0 && !broken
      ? [problem(path, rule, 'at least one action; this rule does nothing')]
      : []),
    ...transitionProblems(rule.transitions ?? [], [...path, 'transitions']),
    ...transitionProblems(rule.oldVersionTransitions ?? [], [...path, 'oldVersionTransitions']),
    ...deletionProblem([...path, 'expireAfterDays'], rule.expireAfterDays, rule.transitions),
    ...deletionProblem(
      [...path, 'expireOldVersionsAfterDays'],
      rule.expireOldVersionsAfterDays,
      rule.oldVersionTransitions,
    ),
    ...dateProblems(rule, path),
    ...sizeProblems(rule, path),
    ...(rule.keepNewestOldVersions !== undefined && rule.expireOldVersionsAfterDays === undefined
      ? [
          problem(
            [...path, 'keepNewestOldVersions'],
            rule.keepNewestOldVersions,
            'expireOldVersionsAfterDays beside it: S3 wants both',
          ),
        ]
      : []),
    ...(tagged && rule.abortUploadsAfterDays !== undefined
      ? [
          problem(
            [...path, 'abortUploadsAfterDays'],
            rule.abortUploadsAfterDays,
            'no tags in the same rule, because an upload has none before it is complete',
          ),
        ]
      : []),
    ...(rule.removeDeleteMarkers && (tagged || rule.expireAfterDays !== undefined || rule.expireOn !== undefined)
      ? [
          problem(
            [...path, 'removeDeleteMarkers'],
            true,
            `no ${tagged ? 'tags' : rule.expireOn === undefined ? 'expireAfterDays' : 'expireOn'} in the same rule; give it a rule of its own`,
          ),
        ]
      : []),
  ]
}

/** Two rules that do the same to the same keys: the shorter one wins silently, so one of them is a mistake. */
const clashes = (policy: Readable, path: Path): string[] => {
  const rules = namedRules(policy)
  return rules.flatMap(([name, rule], index) => {
    if (rule.disabled) return []
    const other = rules
      .slice(0, index)
      .find(
        ([, earlier]) =>
          !earlier.disabled &&
          scope(earlier) === scope(rule) &&
          actions(earlier).some((each) => actions(rule).includes(each)),
      )
    if (!other) return []
    const shared = actions(rule).find((each) => actions(other[1]).includes(each))
    const isPreset = index < policy.presets.length
    return [
      problem(
        [...path, ...(isPreset ? ['presets', index] : ['rules', name])],
        isPreset ? name : rule,
        `one rule to ${shared} of the same keys; "${other[0]}" does it already`,
      ),
    ]
  })
}

/** The keys and tags that a rule is for, in words: `every key`, `keys under logs/ tagged a=b`. */
export const scopeText = ({ prefix = '', tags = {}, largerThan, smallerThan }: LifecycleRuleConfig): string => {
  const pairs = Object.entries(tags).map((pair) => pair.join('='))
  return [
    prefix === '' ? 'every key' : `keys under ${prefix}`,
    ...(pairs.length > 0 ? [`tagged ${pairs.join(' and ')}`] : []),
    ...(largerThan === undefined ? [] : [`over ${largerThan} bytes`]),
    ...(smallerThan === undefined ? [] : [`under ${smallerThan} bytes`]),
  ].join(' ')
}

/** `deletes`, `moves to GLACIER`, after how many days. */
export const actionText = ({ versions, days, to }: ReturnType<typeof actionsOf>[number]): string =>
  `${to === undefined ? 'deletes' : 'moves'}${versions === 'old' ? ' old versions' : ''}${to === undefined ? '' : ` to ${to}`} after ${days} ${days === 1 ? 'day' : 'days'}`

/**
 * Actions that can never happen, because a rule for all of the same objects and more has acted by then. S3 takes them
 * without a word. Two that do the very same are reported as a clash.
 */
const hidden = (policy: Readable, path: Path): string[] => {
  const rules = namedRules(policy)
  return rules.flatMap(([name, rule], index) => {
    const isPreset = index < policy.presets.length
    return actionsOf(rule).flatMap((late) => {
      for (const [otherName, other] of rules) {
        if (other === rule || !covers(other, rule)) continue
        const first = actionsOf(other).find((each) => preempts(each, late))
        if (!first || (scope(other) === scope(rule) && first.to === late.to)) continue
        return [
          problem(
            isPreset ? [...path, 'presets', index] : [...path, 'rules', name, ...late.path],
            isPreset ? name : late.days,
            `an action that can happen: rule "${otherName}" ${actionText(first)}, for ${scopeText(other)}, and so for all that "${name}" ${actionText(late)}. S3 lets ${first.to === undefined ? 'the shorter deletion win, whatever the length of the prefix' : 'the class that is reached first and is cheaper win'}: change one of the two, or give the objects to keep a prefix or tag that "${otherName}" does not cover`,
          ),
        ]
      }
      return []
    })
  })
}

const bucketProblems = (policy: Readable, path: Path): string[] => {
  const count = policy.presets.length + Object.keys(policy.rules).length
  return [
    ...Object.entries(policy.rules).flatMap(([name, rule]) => [
      ...((presetNames as readonly string[]).includes(name)
        ? [problem([...path, 'rules', name], name, 'a name that no preset has')]
        : []),
      ...ruleProblems(rule, [...path, 'rules', name], policy.broken.has(name)),
    ]),
    ...clashes(policy, path),
    ...hidden(policy, path),
    ...(count > mostRules ? [problem(path, `${count} rules`, `at most ${mostRules} rules a bucket`)] : []),
  ]
}

/** The fields of a rule that are well formed, so that one that is not hides no fault of the others. */
const readRule = (rule: unknown): LifecycleRuleConfig =>
  Object.fromEntries(
    Object.entries(ruleSchema.shape).flatMap(([key, schema]) => {
      const read = schema.safeParse(field(rule, key))
      return read.success && read.data !== undefined ? [[key, read.data]] : []
    }),
  )

const readPolicy = (entry: unknown): Readable => {
  const rules = Object.entries(isObject(field(entry, 'rules')) ? (field(entry, 'rules') as object) : {}).filter(
    ([, rule]) => isObject(rule),
  )
  return {
    presets: list(field(entry, 'presets')).filter((name): name is PresetName =>
      (presetNames as readonly unknown[]).includes(name),
    ),
    rules: Object.fromEntries(rules.map(([name, rule]) => [name, readRule(rule)])),
    broken: new Set(rules.filter(([, rule]) => !ruleSchema.safeParse(rule).success).map(([name]) => name)),
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Faults that S3 would refuse, or accept and not do: deletions before transitions, moves up the waterfall, rules that do
 * nothing, hide or undo each other, a bucket named twice. It reads the config as it was written; what is not well formed is
 * left to the schema, and hides no fault of the rest.
 */
export const lifecycleProblems = (lifecycle: unknown, path: Path = ['lifecycle']): string[] => {
  const entries = list(field(lifecycle, 'buckets'))
  const names = entries.map((entry) => {
    const { data } = bucketSchema.safeParse(field(entry, 'bucket'))
    return data && JSON.stringify(data)
  })
  const selections = list(field(lifecycle, 'selections')).flatMap((entry, index) =>
    bucketProblems(readPolicy(entry), [...path, 'selections', index]),
  )
  const buckets = entries.flatMap((entry, index) => {
    const here = [...path, 'buckets', index]
    const first = names[index] === undefined ? index : names.indexOf(names[index])
    return [
      ...(first < index
        ? [problem([...here, 'bucket'], field(entry, 'bucket'), `each bucket once; it is buckets[${first}] already`)]
        : []),
      ...bucketProblems(readPolicy(entry), here),
    ]
  })
  return [...buckets, ...selections]
}
